// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what a connection, a server or a clock does to a process. Each is a sentence of the tests named here. */
import { type Mutant, mutant } from '../mutant.ts'

const POOL = 'src/database/hub-pool.ts'
const LIMIT = 'src/database/connection-limit.ts'
const CONNECTIONS = 'src/database/connections.test.ts'

const testedBy = (file: string, fault: Mutant): Mutant => ({ ...fault, tests: [file] })

export const CONNECTION_FAULTS: readonly Mutant[] = [
  testedBy(
    CONNECTIONS,
    mutant(
      'client-without-listener',
      'a connection that breaks while it is used ends the process',
      POOL,
      "this.on('connect', (client) => void client.on('error', () => {}))",
      '',
    ),
  ),
  testedBy(
    'src/database/transaction.test.ts',
    mutant(
      'failed-client-kept',
      'a connection on which work failed is used again, with its locks and settings',
      'src/database/transaction.ts',
      'client.release(failed)',
      'client.release(false)',
    ),
  ),
  testedBy(CONNECTIONS, {
    name: 'pools-unbounded',
    fault: 'pools together open as many connections as they like',
    patches: [
      { file: LIMIT, find: 'return used < most && own < pool.most', replace: 'return own < pool.most' },
      { file: LIMIT, find: 'while (sockets.size >= most) {', replace: 'while (sockets.size < 0) {' },
    ],
  }),
  testedBy(
    CONNECTIONS,
    mutant(
      'silence-unnoticed',
      'whoever waits for a server that says nothing waits for good',
      'src/database/heartbeat.ts',
      'if (looks >= LOST_AFTER) giveUp()',
      '',
    ),
  ),
  testedBy(
    'test/http/connections.test.ts',
    mutant(
      'ready-without-write',
      'a hub that could not record a use says that it is ready',
      'src/app/hub.ts',
      'accessLog.assertWriting, logins.assertRecording]',
      'accessLog.assertWriting]',
    ),
  ),
  testedBy(
    'src/database/embedded/keep-running.test.ts',
    mutant(
      'server-not-kept',
      'a hub whose server was killed lives on without one',
      'src/database/embedded/keep-running.ts',
      'if (stopped || kept.isRunning()) return',
      'if (stopped || kept !== undefined) return',
    ),
  ),
  testedBy(
    'src/evidence/sealing/sealer.test.ts',
    mutant(
      'grace-by-the-clock',
      'a clock that is set back prolongs the time for which unsealed answers are given',
      'src/evidence/sealing/sealer.ts',
      'elapsed = () => performance.now()',
      'elapsed = () => Date.now()',
    ),
  ),
  testedBy(
    'src/evidence/sealing/sealer.test.ts',
    mutant(
      'grace-without-end',
      'answers go on being given after the grace period of the seals',
      'src/evidence/access-log.ts',
      'if (!(elapsed() <= sealer.answersUntil))',
      'if (sealer.answersUntil < 0)',
    ),
  ),
  testedBy(
    'src/graphql/server/contract-servers.test.ts',
    mutant(
      'day-of-the-start',
      'a hub answers under the contracts of the day on which it started',
      'src/graphql/server/contract-servers.ts',
      'if (current !== hour) today',
      'if (hour === -1) today',
    ),
  ),
  testedBy(
    'src/access/identity/authenticate.test.ts',
    mutant(
      'token-by-the-clock',
      'a token counts longer when the clock is set back',
      'src/access/identity/authenticate.ts',
      'if (known !== undefined && now() >= known.endsAt + 1000 * clockToleranceSeconds)',
      'if (known !== undefined && now() < 0)',
    ),
  ),
  testedBy(
    'src/access/identity/token.test.ts',
    mutant(
      'keys-by-the-clock',
      'a key that the issuer withdrew counts longer when the clock is set back',
      'src/access/identity/issuer-keys.ts',
      'if (elapsed() - readAt <= keysMaxAgeMs) return keys',
      'if (elapsed() >= 0) return keys',
    ),
  ),
  testedBy(
    'test/http/overload.test.ts',
    mutant(
      'minute-ahead',
      'a consumer waits until the clock has caught up with a minute that lay ahead',
      'src/graphql/operations/allowance.ts',
      'minute = case when excluded.minute = m.minute - 1 then m.minute else excluded.minute end,',
      'minute = greatest(m.minute, excluded.minute),',
    ),
  ),
]
