/** The hub's own list: shapes that only a hub of three domains has. */
import { acts, claims, closed, deliveries, filesOfOthers } from './probes/acts.ts'
import { aliasesOfFields, aliasesOfPages } from './probes/aliases.ts'
import { endedBetweenPages } from './probes/changes.ts'
import { ids, numbers } from './probes/identity.ts'
import { capacities } from './probes/lists.ts'
import { batching } from './probes/operations.ts'
import { conflicts, outreach, queues, sides } from './probes/referrals.ts'
import { otherPurposes, sameDocument } from './probes/sharing.ts'
import { errorTexts, proofs, sameWork, withheldCounts } from './probes/withheld.ts'
import { type Shape, shape } from './shape.ts'

export const OWN_SHAPES: readonly Shape[] = [
  shape(
    'own',
    'aliases',
    'hasura#8741, postgrest#705, join-monster#532, #244',
    'Fields, edges and nodes under words of SQL, of the compiler and of tables, and under names that PostgreSQL would cut off.',
    'The plain answer under other keys.',
    aliasesOfFields,
    aliasesOfPages,
  ),
  shape(
    'own',
    'id of another sector',
    'evidence.md',
    'Ids by which other sectors, the evidence and the database know persons in scope.',
    'They are unknown ids.',
    ids,
  ),
  shape(
    'own',
    'relationship ended between page 1 and page 2',
    'evidence.md',
    'A person of page 2 ends after page 1.',
    'Gone from the next page and from every door.',
    endedBetweenPages,
  ),
  shape(
    'own',
    'purpose switched with a cached document',
    'evidence.md',
    'A document that was just answered, under purposes that the token lacks.',
    'PURPOSE_NOT_GRANTED.',
    otherPurposes,
    sameDocument,
  ),
  shape(
    'own',
    'registered operation of another consumer',
    'evidence.md',
    'Operations by hash, and registering one by the way.',
    'Refused.',
    batching,
  ),
  shape(
    'own',
    'withheld cell inferred',
    'evidence.md',
    'Counts one by one and in batches; error texts; statements.',
    'The same for everybody for whom it is withheld.',
    withheldCounts,
    errorTexts,
    sameWork,
  ),
  shape(
    'own',
    'INSZ probing',
    'evidence.md',
    'Numbers in scope, out of scope, unknown and wrong.',
    'Out of scope is unknown, byte for byte; no number is repeated.',
    numbers,
  ),
  shape(
    'own',
    'answer without a trace',
    'evidence.md',
    'Persons, nobody, lists and refusals, and the proofs of use before and after.',
    'One proof for each answer about persons.',
    proofs,
  ),
  shape(
    'own',
    'relationship of another organisation',
    'a filter on relationships looks at all of them',
    'Lists by every capacity, and how many the own organisation knows in each.',
    'Exactly these.',
    capacities,
  ),
  shape(
    'own',
    'rows about persons',
    'every row type beside the person is a second door to it',
    'Referrals, outreach lists, queues of conflicts and every other queue of the schema, with the person behind each row.',
    'Only own rows exist; their persons are newcomers only where the plain question answers them.',
    sides,
    outreach,
    conflicts,
    queues,
  ),
  shape(
    'own',
    'act of a machine',
    'machines repeat requests; a decision about a person is taken by a person',
    'Every act that a contract has, without a key, and every decision with one.',
    'Refused with the code that says why, and nothing is read.',
    acts,
  ),
  shape(
    'own',
    'document that nobody registered',
    'a restriction that looks at root fields lets introspection through',
    'Questions, introspection and broken documents of a consumer that may send registered operations only.',
    'Refused.',
    closed,
  ),
  shape(
    'own',
    'delivery for another domain',
    'who delivers records decides what others learn',
    'Deliveries of every domain by tokens that read, by machines of every other domain and by people; a question by a token that delivers.',
    'Refused.',
    deliveries,
  ),
  shape(
    'own',
    'claim on a stranger',
    'who may say anything about anybody gains whom it names',
    'Records of an OCMW about persons who are not its clients; a living wage of a person whom nobody knows.',
    'Refused; and the claim is on record.',
    claims,
  ),
  shape(
    'own',
    'file of another organisation',
    'whoever writes in the name of another writes its file',
    'Records that name another organisation as their holder, of persons in scope, out of scope and unknown.',
    'Refused.',
    filesOfOthers,
  ),
]
