/** What the protocols of one contract grant, coordinate by coordinate. */
import type { GraphQLField, GraphQLSchema } from 'graphql'
import { type Recipient, SECTOR_OF } from '../../base/recipient.ts'
import type { YamlProblem } from '../../base/yaml-file.ts'
import { conditionsOf, protocolConditions } from './condition.ts'
import { accessOf, type Coordinate, listCoordinates } from './coordinate.ts'
import type { Protocol } from './protocol.ts'
import type { ProtocolFile } from './register.ts'

/** @property when conditions of which any opens the coordinate for a person; null when it is open for every person in scope. */
export type Grant = { protocols: string[]; when: readonly string[] | null }

export type Grants = ReadonlyMap<string, Grant>

type Granted = { coordinate: string; when: readonly string[] | null }

type Conditional = Protocol['discloses'][number]['conditional']

/** Coordinates that one protocol grants. "all" stands for everything its owner owns. */
export function listGranted(protocol: Protocol, coordinates: readonly Coordinate[]): Granted[] {
  return protocol.discloses.flatMap((disclosure) => {
    const fields =
      disclosure.fields === 'all'
        ? coordinates.filter(({ owner }) => owner === disclosure.owner).map(({ coordinate }) => coordinate)
        : flatten(disclosure.fields)
    return [...fields.map((coordinate) => ({ coordinate, when: null })), ...listConditional(disclosure.conditional)]
  })
}

/** Coordinates that one protocol lets its recipient have assessed: inside an outcome, without seeing the values. */
export function listAssessable({ discloses }: Protocol): Granted[] {
  return discloses.flatMap(({ assesses }) =>
    assesses === undefined
      ? []
      : [...flatten(assesses.fields).map((coordinate) => ({ coordinate, when: null })), ...listConditional(assesses.conditional)],
  )
}

function listConditional(conditional: Conditional): Granted[] {
  return conditional.flatMap(({ when, fields }) => flatten(fields).map((coordinate) => ({ coordinate, when })))
}

function flatten(fields: Record<string, string[]> | undefined): string[] {
  return Object.entries(fields ?? {}).flatMap(([type, names]) => names.map((name) => `${type}.${name}`))
}

/** Joins protocols: granted without condition by one is granted without condition; otherwise any condition of any of them opens. */
export function joinGrants(protocols: readonly Protocol[], listOf: (protocol: Protocol) => readonly Granted[]): Grants {
  const grants = new Map<string, Grant>()
  for (const protocol of protocols) {
    for (const { coordinate, when } of listOf(protocol)) {
      const before = grants.get(coordinate)
      const open = when === null || before?.when === null
      grants.set(coordinate, {
        protocols: [...new Set([...(before?.protocols ?? []), protocol.id])],
        when: open ? null : [...new Set([...(before?.when ?? []), ...(when ?? [])])],
      })
    }
  }
  return grants
}

/** Checks a register against the hub schema: every coordinate exists and belongs to the owner that discloses it, and every condition and operation exists. */
export function checkRegister(hub: GraphQLSchema, register: readonly ProtocolFile[]): YamlProblem[] {
  const known = new Map(listCoordinates(hub).map((coordinate) => [coordinate.coordinate, coordinate]))
  return [
    ...register.flatMap((filed) => [...checkFields(filed, known), ...checkConditions(filed, hub), ...checkOperations(filed, hub)]),
    ...checkScopes(register),
    ...checkCompanions(register),
  ]
}

function checkFields({ protocol, file, lineOf }: ProtocolFile, known: ReadonlyMap<string, Coordinate>): YamlProblem[] {
  return protocol.discloses.flatMap((disclosure, index) => {
    const at = ['discloses', index] as const
    const lists = [
      { fields: disclosure.fields === 'all' ? {} : (disclosure.fields ?? {}), path: [...at, 'fields'] },
      ...disclosure.conditional.map((conditional, nth) => ({ fields: conditional.fields, path: [...at, 'conditional', nth, 'fields'] })),
      { fields: disclosure.assesses?.fields ?? {}, path: [...at, 'assesses', 'fields'] },
      ...(disclosure.assesses?.conditional ?? []).map((conditional, nth) => ({
        fields: conditional.fields,
        path: [...at, 'assesses', 'conditional', nth, 'fields'],
      })),
    ]
    return lists.flatMap(({ fields, path }) =>
      Object.entries(fields).flatMap(([type, names]) =>
        names.flatMap((name, nth) => {
          const message = refusal(known.get(`${type}.${name}`), `${type}.${name}`, disclosure.owner)
          return message === undefined ? [] : [{ file, line: lineOf([...path, type, nth]), message }]
        }),
      ),
    )
  })
}

function refusal(found: Coordinate | undefined, coordinate: string, owner: string): string | undefined {
  if (found === undefined) return `${coordinate} is not a coordinate of the hub schema`
  if (found.structural) return `${coordinate} carries no data of its own and needs no grant`
  if (found.owner !== owner) return `${coordinate} belongs to ${found.owner ?? 'nobody'}, so ${owner} cannot disclose it`
  return undefined
}

function checkConditions({ protocol, file, lineOf }: ProtocolFile, hub: GraphQLSchema): YamlProblem[] {
  const names = protocolConditions(conditionsOf(hub))
  const lists = protocol.discloses.flatMap(({ conditional, assesses }, index) => [
    { conditional, path: ['discloses', index, 'conditional'] },
    { conditional: assesses?.conditional ?? [], path: ['discloses', index, 'assesses', 'conditional'] },
  ])
  return lists.flatMap(({ conditional, path }) =>
    conditional.flatMap(({ when }, nth) =>
      when.flatMap((name, place) =>
        names.includes(name)
          ? []
          : [
              {
                file,
                line: lineOf([...path, nth, 'when', place]),
                message: `unknown condition ${name}; expected one of ${names.join(', ')}`,
              },
            ],
      ),
    ),
  )
}

function checkOperations({ protocol, file, lineOf }: ProtocolFile, hub: GraphQLSchema): YamlProblem[] {
  const roots = new Map([hub.getQueryType(), hub.getMutationType()].flatMap((type) => Object.entries(type?.getFields() ?? {})))
  return protocol.operations.flatMap((name, index) => {
    const message = operationProblem(roots.get(name), name, protocol.recipient)
    return message === undefined ? [] : [{ file, line: lineOf(['operations', index]), message }]
  })
}

function operationProblem(root: GraphQLField<unknown, unknown> | undefined, name: string, recipient: Recipient): string | undefined {
  if (root === undefined) return `${name} is not a root field of the hub schema`
  const meetsNobody = SECTOR_OF[recipient] === null && accessOf(root).needs?.includes('PERSONS') === true
  return meetsNobody ? `${name} answers persons, and ${recipient} has no ids for persons` : undefined
}

/** Operations that a contract needs as well, by operation: a client that lists persons asks for those it found again, by id. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = { newcomers: ['newcomer', 'newcomersById'] }

function checkCompanions(register: readonly ProtocolFile[]): YamlProblem[] {
  const operationsOf = (recipient: Recipient, purpose: string) =>
    register.flatMap(({ protocol }) =>
      protocol.recipient === recipient && protocol.purposes.some((one) => one === purpose) ? protocol.operations : [],
    )
  return register.flatMap(({ protocol: { recipient, purposes, operations }, file, lineOf }) =>
    operations.flatMap((name, index) =>
      purposes.flatMap((purpose) => {
        const granted = operationsOf(recipient, purpose)
        const missing = (COMPANIONS[name] ?? []).filter((companion) => !granted.includes(companion))
        const message = `${name} needs ${missing.join(' and ')} among the operations of ${recipient}/${purpose} too: a client that lists persons asks for them again by id`
        return missing.length === 0 ? [] : [{ file, line: lineOf(['operations', index]), message }]
      }),
    ),
  )
}

/** One contract has one scope: a second one would need a check per cell that nobody could read back from the files. */
function checkScopes(register: readonly ProtocolFile[]): YamlProblem[] {
  const scopes = new Map<string, string>()
  return register.flatMap(({ protocol, file, lineOf }) =>
    protocol.purposes.flatMap((purpose) => {
      const name = `${protocol.recipient}/${purpose}`
      const scope = [...protocol.scope.capacities].sort().join(', ')
      const before = scopes.get(name) ?? scope
      scopes.set(name, before)
      const message = `scope.capacities: expected [${before}], the same as in the other protocols of ${name}`
      return before === scope ? [] : [{ file, line: lineOf(['scope', 'capacities']), message }]
    }),
  )
}
