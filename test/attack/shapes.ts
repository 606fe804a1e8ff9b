/**
 * The attack list: 23 shapes in which other servers leaked what they denied in the plain query, with their public cases, and
 * the hub's own list. Every shape is asked of every contract.
 */
import { endedBetweenPages } from './probes/changes.ts'
import { batches, ids, numbers } from './probes/identity.ts'
import { counts, cursors, filters, filtersAgree, operators, orders } from './probes/lists.ts'
import { aggregates, batching, federation, foreignRoots, mutations, subscriptions, wayBack } from './probes/operations.ts'
import { outreach, sides } from './probes/referrals.ts'
import * as selection from './probes/selection.ts'
import { caching, concurrently, oneDocumentManyWays, otherPurposes, sameDocument } from './probes/sharing.ts'
import { errorTexts, proofs, sameWork, withheldCells, withheldChildren, withheldCounts } from './probes/withheld.ts'
import type { Probe } from './scene.ts'

export type Shape = {
  /** Number in the list of 23; "own" for the hub's own. */
  number: number | 'own'
  name: string
  /** Where it went wrong in public. */
  cases: string
  /** How it is asked here. */
  asked: string
  /** What must hold. */
  holds: string
  probes: readonly Probe[]
}

const shape = (number: Shape['number'], name: string, cases: string, asked: string, holds: string, ...probes: Probe[]): Shape => ({
  number,
  name,
  cases,
  asked,
  holds,
  probes,
})

const REFUSED = 'Every ungranted coordinate is refused for its own sake, and nothing is answered.'

export const SHAPES: readonly Shape[] = [
  shape(
    1,
    'alias',
    'wundergraph/cosmo#1815 (graphql-go-tools#1131)',
    'Ungranted fields under aliases, also under the name of a granted one.',
    REFUSED,
    selection.plain,
    selection.alias,
  ),
  shape(
    2,
    'interface selected, rule on implementation',
    'Apollo GHSA-x33c-7c2v-mrj9',
    'Inline fragments with and without type, and the kinds of all types.',
    `${REFUSED} There are no abstract types.`,
    selection.inlineFragments,
    selection.abstractTypes,
  ),
  shape(
    3,
    'rule on interface, fragment on implementation',
    'Apollo GHSA-mx7m-j9xf-62hw',
    'Named fragments in fragments, in circles, unused.',
    REFUSED,
    selection.namedFragments,
  ),
  shape(
    4,
    'transitive data dependency',
    'Apollo GHSA-m8jr-fxqx-8xx6',
    'Entities by representation; what a granted fact is made of, beside the fact.',
    'Only the fact is answered; there are no entities.',
    federation,
    selection.plain,
  ),
  shape(
    5,
    'renamed or imported directive',
    'Apollo GHSA-g8jh-vg5j-4h3f',
    'Access directives of other servers; @include and @skip on ungranted fields.',
    'No directive grants anything; unknown ones are refused.',
    selection.directives,
  ),
  shape(
    6,
    'union member scopes',
    'hive/router#1422',
    'Fragments on every type that the contract does not have.',
    'Such types do not exist; introspection shows what is granted only.',
    selection.abstractTypes,
    selection.introspection,
  ),
  shape(
    7,
    'same response key in sibling fragments',
    'hive/router#1423',
    'A granted and an ungranted field under one key in two fragments.',
    REFUSED,
    selection.siblingKeys,
  ),
  shape(
    8,
    'denied empty list gives no error',
    'graphql-go-tools#1561',
    'Conditional lists and objects of persons with and without rows.',
    'Withheld is null and counted, whether or not there are rows.',
    withheldCells,
    withheldChildren,
  ),
  shape(
    9,
    'mutation side effect before denial',
    'envelop#997; graphql-shield',
    'Mutations that are not granted, alone and beside a query.',
    'Refused, and nothing is read or recorded.',
    mutations,
    foreignRoots,
  ),
  shape(
    10,
    'subscription source starts',
    'graphql-shield; Pothos authorizeOnSubscribe',
    'Subscriptions as JSON, event stream and multipart.',
    'Refused before anything starts.',
    subscriptions,
  ),
  shape(
    11,
    'relay node(id) re-entry',
    'pothos#916',
    'node and nodes; ids of every kind, encodings of them, ids of other sectors.',
    'No such door; every other id is an unknown id, byte for byte.',
    ids,
    batches,
  ),
  shape(
    12,
    'where on an unreadable field',
    'prisma1#711, platformatic#5119, zenstack#1454/#1661/#1728, neo4j/graphql#2970',
    'Every filter as text, variable, default and null.',
    'A filter exists only where all it tells is granted without condition.',
    filters,
  ),
  shape(
    13,
    'where through a computed field',
    'Hasura CVE-2026-54698',
    'Filters on facts, and whether they keep whom the fact names.',
    'The same; a granted filter tells what its field tells.',
    filters,
    filtersAgree,
  ),
  shape(
    14,
    'not over a relation hop is a presence oracle',
    'contember#923',
    'not, and, or, some, is null, ranges and prefixes.',
    'No such operator exists.',
    operators,
  ),
  shape(
    15,
    'orderBy leaks in the base64 cursor',
    'Azure/data-api-builder#3553',
    'Every order; cursors decoded, changed, replayed elsewhere.',
    'Ungranted orders are refused; cursors tell nothing and open for their own list only.',
    orders,
    cursors,
  ),
  shape(
    16,
    'group_by, count, omitted column list',
    'WaveHouse#223/#273',
    'Aggregates, groups, distinct, objects without selection, counts.',
    'Only the count of the persons in scope, which paging confirms.',
    aggregates,
    counts,
  ),
  shape(
    17,
    'nested role inheritance',
    'hasura#10711',
    'Ungranted fields below granted parents, beside granted siblings.',
    REFUSED,
    selection.nested,
  ),
  shape(
    18,
    'decision cache key collision',
    'OpenFGA CVE-2026-34972, CVE-2026-41131, CVE-2026-48096',
    'One text under all contracts in turn; one document with other switches, fragments and operations.',
    'Each request is decided and planned by itself.',
    sameDocument,
    oneDocumentManyWays,
  ),
  shape(
    19,
    'in-flight dedupe across identities',
    'Hive Router 0.0.9 (Grafbase REPORT.md); #849',
    'The same question by several callers at the same time.',
    'Everybody gets what it gets alone.',
    concurrently,
  ),
  shape(
    20,
    'shared HTTP cache of a partial or error result',
    'apollo router#8933',
    'Answers, refusals, errors and conditional requests.',
    'no-store on all, validators on none.',
    caching,
  ),
  shape(
    21,
    'performance switch disables rules',
    'graphql-shield#812',
    'Role, debug and cache headers and body members of other servers.',
    'They change no answer.',
    selection.switches,
    batching,
  ),
  shape(
    22,
    'relationship field reaches a protected node',
    'prisma1#1095',
    'All fields of the contract that lead to a person.',
    'Only the root fields do.',
    wayBack,
  ),
  shape(
    23,
    'value-first operator inverted when policy becomes a filter',
    'cerbos/query-plan-adapters #258/#259',
    'Both values of every filter against the field of every person.',
    'True and false keep exactly whom the field names; unknown is in neither.',
    filtersAgree,
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
    'rows about persons',
    'every row type beside the person is a second door to it',
    'Referrals and outreach lists, with the person behind each row.',
    'Only own rows exist; their persons are newcomers only where the plain question answers them.',
    sides,
    outreach,
  ),
]
