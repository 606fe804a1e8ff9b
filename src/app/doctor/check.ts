/** What a check of an installation is: a name, what was found, and what to do about it. */
import type { Config } from '../../base/config.ts'

/** OK; WARNING: the hub runs, and somebody should act; FAULT: the hub does not run well; SKIPPED: what it needs has a fault itself. */
export type State = 'OK' | 'WARNING' | 'FAULT' | 'SKIPPED'

/** @property found in a sentence, without values of settings. @property remedy what to do; null when nothing is to be done. */
export type Finding = { state: State; found: string; remedy: string | null }

/** What a check of the database may use. @property url of a database that answers, with the password: never print it. */
export type Examined = { config: Config; url: string }

/** A check and what it needs to be done at all. */
export type Check =
  | { name: string; needs: 'NOTHING'; examine(env: NodeJS.ProcessEnv): Promise<Finding> }
  | { name: string; needs: 'SETTINGS'; examine(config: Config): Promise<Finding> }
  | { name: string; needs: 'DATABASE'; examine(examined: Examined): Promise<Finding> }

export const ok = (found: string): Finding => ({ state: 'OK', found, remedy: null })
export const warning = (found: string, remedy: string): Finding => ({ state: 'WARNING', found, remedy })
export const fault = (found: string, remedy: string): Finding => ({ state: 'FAULT', found, remedy })
