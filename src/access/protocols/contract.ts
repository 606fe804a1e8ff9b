/** Contracts: for each recipient group and purpose, the schema that its protocols in force add up to. */
import type { GraphQLSchema } from 'graphql'
import { includesDay } from '../../base/period.ts'
import type { Purpose } from '../../base/purpose.ts'
import { type ContractName, type Recipient, SECTOR_OF } from '../../base/recipient.ts'
import type { Sector } from '../../base/vault.ts'
import { type Conditions, conditionsOf } from './condition.ts'
import { listCoordinates, listRevealing } from './coordinate.ts'
import { checkRegister, type Grants, joinGrants, listAssessable, listGranted } from './grant.ts'
import { projectSchema } from './project.ts'
import type { Capacity, Protocol } from './protocol.ts'
import { type ProtocolFile, RegisterInvalid } from './register.ts'

export type Contract = {
  name: ContractName
  recipient: Recipient
  purpose: Purpose
  /** Sector of the ids that it shows; null when it shows no persons. */
  sector: Sector | null
  /** Relationships through which a person exists under it. */
  capacities: readonly Capacity[]
  protocols: readonly Protocol[]
  grants: Grants
  /** Conditions that its grants name, among those of all domains. */
  conditions: Conditions
  schema: GraphQLSchema
  /** Contract of the facts that may be used inside assessments under this one. Its caller gets outcomes. Null: nothing may be assessed. */
  assessing: Contract | null
}

/** Whether what a contract's statements read is used inside assessments, and shown to nobody. */
export function isForAssessments({ name }: Pick<Contract, 'name'>): boolean {
  return name.endsWith('/FACTS')
}

/** Name of the contract of the facts that may be used inside assessments under a contract. */
export function assessingNameOf({ recipient, purpose }: Pick<Contract, 'recipient' | 'purpose'>): ContractName {
  return `${recipient}/${purpose}/FACTS` as ContractName
}

/** Root field by which an assessment reads facts. */
const FACTS_OPERATION = 'newcomersById'

/** All contracts of a day, and what a caller could see under another purpose. */
export type Contracts = {
  byName: ReadonlyMap<ContractName, Contract>
  /** Purposes under which this group is granted a coordinate. */
  purposesGranting(recipient: Recipient, coordinate: string): Purpose[]
}

/** @throws RegisterInvalid when a protocol names what the hub schema does not have, or what its owner does not own. */
export function assertRegister(hub: GraphQLSchema, register: readonly ProtocolFile[]): void {
  const problems = [...checkSchema(hub), ...checkRegister(hub, register)]
  if (problems.length > 0) throw new RegisterInvalid(problems)
}

/** A coordinate that nobody owns could be disclosed by nobody's decision: the schema itself must be whole. */
function checkSchema(hub: GraphQLSchema) {
  const coordinates = listCoordinates(hub)
  const known = new Set(coordinates.map(({ coordinate }) => coordinate))
  const unowned = coordinates.filter(({ owner, structural }) => owner === undefined && !structural)
  const revealing = listRevealing(hub).flatMap(({ coordinate, reveals }) => {
    // Projection takes away what reveals something ungranted: what says nothing would stay in every contract.
    if (reveals === undefined) return [`${coordinate} filters or sorts rows but declares no "reveals"`]
    return reveals
      .filter((revealed) => !known.has(revealed))
      .map((revealed) => `${coordinate} reveals ${revealed}, which is not a coordinate`)
  })
  const messages = [...unowned.map(({ coordinate }) => `${coordinate} has no owner`), ...revealing]
  return messages.map((message) => ({ file: 'hub schema', line: 1, message }))
}

/** A domain's own part of the hub schema, with the root fields that a gateway needs to reach it. */
export type ContractPart = { schema: GraphQLSchema; operations: readonly string[] }

/** Builds every contract of the protocols in force on a day. The register must have been asserted before.
 *  @param part what is served, when it is not the whole hub: the owner enforces its protocols wherever it runs. */
export function buildContracts(
  hub: GraphQLSchema,
  register: readonly ProtocolFile[],
  day: string,
  part: ContractPart = { schema: hub, operations: [] },
): Contracts {
  const coordinates = listCoordinates(hub)
  const byName = new Map<ContractName, Contract>()
  const inForce = protocolsOn(register, day)
  for (const [name, protocols] of groupByContract(inForce)) {
    const [first] = protocols
    if (first === undefined) continue
    const { recipient, scope } = first
    const grants = joinGrants(protocols, (protocol) => listGranted(protocol, coordinates))
    const operations = new Set([...protocols.flatMap(({ operations }) => operations), ...part.operations])
    const schema = projectSchema(part.schema, grants, operations)
    const contract: Contract = {
      name,
      recipient,
      purpose: purposeOf(name),
      sector: SECTOR_OF[recipient],
      capacities: scope.capacities,
      protocols,
      grants,
      conditions: conditionsOf(hub),
      schema,
      assessing: null,
    }
    byName.set(name, { ...contract, assessing: assessingOf(contract, part.schema) })
  }
  return { byName, purposesGranting: (recipient, coordinate) => grantingPurposes(byName, recipient, coordinate) }
}

/** Same recipient, purpose and persons; other coordinates, and no way to ask but by the ids of persons in scope. */
function assessingOf(contract: Contract, hub: GraphQLSchema): Contract | null {
  const grants = joinGrants(contract.protocols, listAssessable)
  if (grants.size === 0) return null
  const schema = projectSchema(hub, grants, new Set([FACTS_OPERATION]))
  return { ...contract, name: assessingNameOf(contract), grants, schema }
}

/** Protocols that hold on a day (YYYY-MM-DD). */
function protocolsOn(register: readonly ProtocolFile[], day: string): Protocol[] {
  return register.map(({ protocol }) => protocol).filter((protocol) => includesDay(protocol.inForce, day))
}

function groupByContract(protocols: readonly Protocol[]): Map<ContractName, Protocol[]> {
  const groups = new Map<ContractName, Protocol[]>()
  for (const protocol of protocols) {
    for (const purpose of protocol.purposes) {
      const name: ContractName = `${protocol.recipient}/${purpose}`
      groups.set(name, [...(groups.get(name) ?? []), protocol])
    }
  }
  return groups
}

function purposeOf(name: ContractName): Purpose {
  return name.split('/')[1] as Purpose
}

function grantingPurposes(byName: ReadonlyMap<ContractName, Contract>, recipient: Recipient, coordinate: string): Purpose[] {
  return [...byName.values()]
    .filter((contract) => contract.recipient === recipient && contract.grants.has(coordinate))
    .map(({ purpose }) => purpose)
}

/** What each contract may assess, by coordinate, from a day until the next on which that can change (null: for good), by the protocols in force. */
export type Assessable = {
  day: string
  until: string | null
  assessable: ReadonlyMap<ContractName, ReadonlySet<string>>
  inForce: readonly Protocol[]
}

/** From `today` on, in order. */
export function assessableFrom(register: readonly ProtocolFile[], today: string): Assessable[] {
  const days = [today, ...turningDays(register).filter((day) => day > today)]
  return days.map((day, index) => {
    const inForce = protocolsOn(register, day)
    const groups = groupByContract(inForce)
    const granted = (protocols: Protocol[]) => protocols.flatMap(listAssessable).map(({ coordinate }) => coordinate)
    return {
      day,
      until: days[index + 1] ?? null,
      assessable: new Map([...groups].map(([name, protocols]) => [name, new Set(granted(protocols))])),
      inForce,
    }
  })
}

/** What may be assessed on a day, as the period that the day falls in: the catalogue's checks take periods. */
export function assessableOn(register: readonly ProtocolFile[], day: string): Assessable[] {
  return assessableFrom(register, day).slice(0, 1)
}

/** Days on which some protocol begins or ends: between two of them the contracts stay the same. */
export function turningDays(register: readonly ProtocolFile[]): string[] {
  const days = register.flatMap(({ protocol }) => [
    protocol.inForce.from,
    ...(protocol.inForce.until === null ? [] : [protocol.inForce.until]),
  ])
  return [...new Set(days)].sort()
}
