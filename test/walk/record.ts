/** Records which functions run while a request is answered, in order, and nothing that runs beside it. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** A function as it was entered: file from the root of the project, line and name. */
export type Step = { file: string; place: string }

const recording = new AsyncLocalStorage<string[]>()

/** Called by every marked function. */
export function note(place: string): void {
  recording.getStore()?.push(place)
}

/** From here on, whatever follows from the current turn of the event loop is noted in `places`. */
export function noteFromHere(places: string[]): void {
  recording.enterWith(places)
}

/** Runs some work and lists what it entered. */
export async function record(work: () => Promise<unknown>): Promise<Step[]> {
  const places: string[] = []
  await recording.run(places, work)
  return toSteps(places)
}

export function toSteps(places: readonly string[]): Step[] {
  return places.map((place) => ({ file: place.slice(0, place.indexOf(':')), place }))
}

/** How far a walk goes. Rooms are the folders on the ground floor of `src`; a change is a step into another one than the step before. */
export type Figures = {
  events: number
  functions: number
  files: number
  fileChanges: number
  folders: number
  folderChanges: number
  rooms: number
  roomChanges: number
}

export function measure(steps: readonly Step[]): Figures {
  const files = steps.map(({ file }) => file)
  const folders = files.map((file) => file.slice(0, file.lastIndexOf('/')))
  const rooms = files.map((file) => file.split('/').slice(0, 2).join('/'))
  return {
    events: steps.length,
    functions: new Set(steps.map(({ place }) => place)).size,
    files: new Set(files).size,
    fileChanges: changes(files),
    folders: new Set(folders).size,
    folderChanges: changes(folders),
    rooms: new Set(rooms).size,
    roomChanges: changes(rooms),
  }
}

const changes = (names: readonly string[]): number => names.filter((name, index) => index > 0 && name !== names[index - 1]).length
