// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what holds for one request. */
import { type Mutant, mutant } from '../mutant.ts'

const GUARD = 'src/graphql/server/guard.ts'
const PAGED_ROOT = 'src/graphql/schema/paged-root.ts'
const PAGE = 'src/graphql/schema/page.ts'

/** What holds for one request. */
export const REQUESTS: readonly Mutant[] = [
  mutant(
    'purpose-of-token',
    'a purpose needs no grant in the token',
    'src/graphql/server/current-contracts.ts',
    'purposes.find((granted) => granted === declared)',
    'declared as (typeof purposes)[number]',
  ),
  mutant(
    'recipient-of-token',
    'every caller gets the contract of an agency',
    'src/graphql/server/current-contracts.ts',
    'servers.get(`${recipient}/${purpose}`)',
    'servers.get(`INTEGRATION_AGENCY/${purpose}`)',
  ),
  mutant(
    'cursor-consumer',
    'a cursor opens for another consumer',
    PAGE,
    'caller.organisation?.id ?? null, caller.consumer, contract.name, ...asked]',
    'caller.purposes.length * 0, contract.name, ...asked]',
  ),
  mutant(
    'cursor-contract',
    'a cursor opens under another purpose',
    PAGE,
    'caller.consumer, contract.name, ...asked]',
    'caller.consumer, contract.recipient, ...asked]',
  ),
  mutant(
    'cursor-filter',
    'a cursor opens under another filter',
    PAGED_ROOT,
    '[subset, order, sorted]',
    '[subset, order, sorted.length * 0]',
  ),
  mutant('cursor-order', 'a cursor opens under another order', PAGED_ROOT, '[subset, order, sorted]', '[subset, order.length * 0, sorted]'),
  mutant(
    'cursor-open',
    'a cursor can be read',
    'src/query/cursor.ts',
    'vault.sealText(JSON.stringify([sort, id]), list)',
    'Buffer.from(JSON.stringify([sort, id, list])).toString("base64url")',
  ),
  mutant(
    'plan-switches',
    'a plan is used with other switches',
    'src/query/reader.ts',
    '[responsePathAsArray(info.path), type, form, who, switches]',
    '[responsePathAsArray(info.path), type, form, who, switches.length]',
  ),
  mutant(
    'plan-root',
    'a plan is used for another root field',
    'src/query/reader.ts',
    '[responsePathAsArray(info.path), type, form, who, switches]',
    '[responsePathAsArray(info.path).length * 0, type, form, who, switches]',
  ),
  mutant(
    'proof',
    'answers leave without a proof of use',
    'src/query/compile.ts',
    'h_proof as (${proof(statement, rows, sourceOf(type).anonymous)})',
    'h_proof as (select ${(proof(statement, rows, true), 1)} as id)',
  ),
  mutant(
    'shared-organisation',
    'those who share a statement share the scope of one of them',
    'src/query/statement.ts',
    "organisation: { sqlType: 'int', common: false",
    "organisation: { sqlType: 'int', common: true",
  ),
  mutant(
    'shared-rows',
    'those who share a statement get the rows of one of them',
    'src/query/compile.ts',
    '(select * from h_asked where place = h_asker.place)',
    '(select * from h_asked where h_asker.place > 0 order by place limit 1)',
  ),
  mutant(
    'shared-proof',
    'one proof for all who share a statement',
    'src/query/compile.ts',
    '`h_asker cross join lateral ${used}`',
    '`h_asker cross join lateral ${used} where h_asker.place = 1`',
  ),
  mutant(
    'capacity-filter',
    "a filter tells other organisations' relationships",
    'src/domains/directory/roots.ts',
    'k.organisation_id = ${organisation}',
    '${organisation} is not null',
  ),
  mutant(
    'explain-others',
    'refusals name the purposes of other groups',
    'src/access/protocols/contract.ts',
    'contract.recipient === recipient && contract.grants.has(coordinate)',
    'recipient !== undefined && contract.grants.has(coordinate)',
  ),
  mutant('no-store', 'answers may be kept on the way', 'src/app/http/server.ts', ".header('cache-control', 'no-store')", ''),
  mutant(
    'act-without-key',
    'a machine may leave the key of its act out',
    GUARD,
    '!caller.human && idempotencyKey === null',
    '!caller.human && idempotencyKey === ""',
  ),
  mutant(
    'machine-decides',
    'a machine is asked to decide about a person',
    GUARD,
    "HUMAN: guard('actsAsPerson', ({ caller }) =>\n    caller.human\n",
    "HUMAN: guard('actsAsPerson', ({ caller }) =>\n    caller.human !== null\n",
  ),
  mutant(
    'registered-only',
    'a consumer that may send registered operations only may send others',
    'src/graphql/operations/registry.ts',
    'snapshot.closed.has(consumer)',
    'snapshot.closed.has(`${consumer}?`)',
  ),
  mutant(
    'delivery-of-others',
    'records of a domain are taken from machines of another one',
    'src/activities/delivery/receive.ts',
    'if (!delivers.includes(domain)) throw scopeMissing(domain)',
    'if (delivers.length > 0) return',
  ),
  mutant(
    'delivery-about-anyone',
    'an organisation may say everything about anybody',
    'src/activities/delivery/store/own-persons.ts',
    "return about.includes('ANYONE') ?",
    'return about.length > 0 ?',
  ),
  mutant(
    'claim-not-written',
    'becoming known by a delivery leaves no claim',
    'src/activities/delivery/store/relationships.ts',
    'where claimed\n      group by',
    'where claimed and false\n      group by',
  ),
  mutant(
    'delivery-of-reader',
    'a token that reads delivers',
    'src/access/identity/claims.ts',
    'scope.includes(deliverScopeOf()) ||',
    'scope.length > 0 ||',
  ),
  mutant(
    'operation-kind',
    'operations of kinds that the contract lacks run',
    'src/graphql/server/document-rules.ts',
    'if (context.getSchema().getRootType(operation.operation) != null) return',
    'if (context.getSchema() !== undefined) return',
  ),
]
