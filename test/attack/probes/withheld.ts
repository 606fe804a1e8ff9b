/** Cells that a condition withholds, and what could tell them anyway: order, count, error, size, emptiness. */
import { getNamedType, isListType, isObjectType } from 'graphql'
import { askedAs, askPerson, chunk, fieldsOf, frontier, NOBODY, selection } from '../documents.ts'
import type { Probe, Scene } from '../scene.ts'

type Entry = { coordinate: string; reasons: string[]; count: number }

/** Conditional coordinates of the person itself. */
function conditional({ target, contract }: Scene): string[] {
  return frontier(target, contract).granted.filter(
    (coordinate) => coordinate.startsWith('Newcomer.') && contract.granted.get(coordinate)?.startsWith('when'),
  )
}

/** A withheld cell is null and counted, whatever its kind: an empty list, an absent object and an unknown value look the same. */
export const withheldCells: Probe = async (scene) => {
  const { target, contract } = scene
  if (!contract.operations.has('newcomersById') || contract.persons === undefined) return
  for (const coordinate of conditional(scene)) {
    const asked = askedAs(target, contract, coordinate)
    const name = coordinate.split('.')[1] ?? ''
    for (const id of contract.persons.within.slice(0, 12)) {
      const { data, extensions, errors } = await scene.ask(`{ newcomer(id: "${id}") { ${selection(asked)} } }`)
      const value = (data?.newcomer as Record<string, unknown> | null)?.[name]
      const withheld = (extensions.withheld ?? []) as Entry[]
      const counted = withheld.some((entry) => entry.coordinate === coordinate && entry.count === 1 && entry.reasons.length > 0)
      scene.hold(errors.length === 0, `${coordinate} withheld is no error`)
      scene.hold(!counted || value === null, `${coordinate} is withheld and answered ${JSON.stringify(value)}`)
      const list = isListType(fieldsOf(target.schema, 'Newcomer').find((field) => field.name === name)?.type)
      scene.hold(!list || counted || Array.isArray(value), `${coordinate} is open and no list`)
    }
  }
}

/** The entry for a coordinate is the same for one alias and for many, and in a list it counts persons. */
export const withheldCounts: Probe = async (scene) => {
  const { target, contract } = scene
  if (!contract.operations.has('newcomersById') || contract.persons === undefined) return
  const ids = contract.persons.within.slice(0, 25)
  for (const coordinates of chunk(conditional(scene), 6)) {
    const inner = coordinates.map((coordinate) => selection(askedAs(target, contract, coordinate))).join(' ')
    const batch = await scene.ask({ query: `query ($ids: [ID!]!) { newcomersById(ids: $ids) { ${inner} } }`, variables: { ids } })
    const single = new Map<string, number>()
    for (const id of ids) {
      const { extensions } = await scene.ask(`{ newcomer(id: "${id}") { ${inner} } }`)
      for (const { coordinate, count } of (extensions.withheld ?? []) as Entry[])
        single.set(coordinate, (single.get(coordinate) ?? 0) + count)
    }
    const together = new Map(((batch.extensions.withheld ?? []) as Entry[]).map(({ coordinate, count }) => [coordinate, count]))
    const sorted = (counts: Map<string, number>) => JSON.stringify([...counts].sort())
    scene.hold(sorted(together) === sorted(single), `withheld in a batch ${sorted(together)}, one by one ${sorted(single)}`)
  }
}

/** Children of a withheld object are withheld with it, one by one or together. */
export const withheldChildren: Probe = async (scene) => {
  const { target, contract } = scene
  if (!contract.operations.has('newcomer') || contract.persons === undefined) return
  const objects = conditional(scene).flatMap((coordinate) => {
    const name = coordinate.split('.')[1] ?? ''
    const type = getNamedType(fieldsOf(target.schema, 'Newcomer').find((field) => field.name === name)?.type)
    return isObjectType(type) ? [{ coordinate, name, type: type.name }] : []
  })
  for (const { coordinate, name, type } of objects) {
    const children = frontier(target, contract)
      .granted.filter((child) => child.startsWith(`${type}.`))
      .map((child) => child.split('.')[1])
    for (const id of contract.persons.within.slice(0, 15)) {
      const { data, extensions } = await scene.ask(`{ newcomer(id: "${id}") { ${name} { ${children.join(' ')} } } }`)
      const withheld = ((extensions.withheld ?? []) as Entry[]).map((entry) => entry.coordinate)
      const value = (data?.newcomer as Record<string, unknown> | null)?.[name]
      if (!withheld.includes(coordinate)) continue
      scene.hold(value === null, `${coordinate} is withheld and answered ${JSON.stringify(value)}`)
      for (const child of children) scene.hold(withheld.includes(`${type}.${child}`), `${type}.${child} is withheld with ${coordinate}`)
    }
  }
}

/** The work done does not depend on who exists or what is withheld: the same number of statements for every answer. */
export const sameWork: Probe = async (scene) => {
  const { contract, target } = scene
  const { countStatements } = target.levers
  if (!contract.operations.has('newcomer') || contract.persons === undefined || countStatements === undefined) return
  const inner = [...conditional(scene), 'Newcomer.id']
    .slice(0, 5)
    .map((coordinate) => selection(askedAs(target, contract, coordinate)))
    .join(' ')
  const query = `query ($id: ID!) { newcomer(id: $id) { ${inner} } }`
  const statementsFor = async (id: string) => {
    const before = await countStatements()
    await scene.ask({ query, variables: { id } })
    return (await countStatements()) - before
  }
  await statementsFor('warm')
  const { within, outside, foreign } = contract.persons
  for (const id of [...within.slice(0, 5), ...outside.slice(0, 5), ...foreign.slice(0, 5), NOBODY])
    scene.hold((await statementsFor(id)) === 1, 'an answer about one person takes one statement, whoever it is')
}

/** Errors name the coordinate and the purposes, the same for a person in scope, out of scope and unknown. */
export const errorTexts: Probe = async (scene) => {
  const { target, contract } = scene
  if (!contract.operations.has('newcomer') || contract.persons === undefined) return
  const { within, outside, foreign } = contract.persons
  // The text cannot depend on which coordinate it is: one in twelve will do.
  for (const coordinate of frontier(target, contract).ungranted.filter((_, index) => index % 12 === 0)) {
    const inner = selection(askedAs(target, contract, coordinate))
    const said = new Set<string>()
    const refused = await scene.ask(`{ newcomer(id: "${NOBODY}") { ${inner} } }`)
    const would = target.contracts.filter((one) => one.consumer === contract.consumer && one.granted.has(coordinate))
    const named = refused.errors[0]?.extensions.purposes as string[] | undefined
    const expected = would.map(({ purpose }) => purpose).sort()
    scene.hold(
      JSON.stringify(named?.toSorted()) === JSON.stringify(expected),
      `the refusal of ${coordinate} names ${named} instead of ${expected}`,
    )
    for (const id of [within[0], outside[0], foreign[0], NOBODY])
      said.add((await scene.ask({ query: `query ($id: ID!) { newcomer(id: $id) { ${inner} } }`, variables: { id } })).text)
    scene.hold(said.size === 1, `the refusal of ${coordinate} depends on the person`)
  }
}

/** What is answered about persons is on record, also when nobody was found; what is refused is not. */
export const proofs: Probe = async (scene) => {
  const { contract, target } = scene
  const { countUses } = target.levers
  if (countUses === undefined || contract.persons === undefined) return
  const uses = async (query: string) => {
    const before = await countUses()
    await scene.ask(query)
    return (await countUses()) - before
  }
  scene.hold((await uses(askPerson(contract, 'id'))) === 1, 'an answer about a person leaves one proof of use')
  scene.hold((await uses(askPerson(contract, 'noSuchField'))) === 0, 'a refusal leaves no proof of use')
  if (!contract.operations.has('newcomer')) return
  scene.hold((await uses(`{ newcomer(id: "${NOBODY}") { id } }`)) === 1, 'an answer about nobody leaves one proof of use')
  scene.hold((await uses('{ newcomers(first: 3) { nodes { id } } }')) === 1, 'a list leaves one proof of use')
}
