// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what a contract grants. */
import { type Mutant, mutant } from '../mutant.ts'

const PROJECT = 'src/access/protocols/project.ts'

/** What a contract grants. */
export const GRANTS: readonly Mutant[] = [
  mutant(
    'projection-field',
    'fields that nobody granted are in the schema',
    PROJECT,
    'accessOf(field).structural === true || grants.has(`${typeName}.${name}`) ? field : null',
    'typeName === undefined || name === undefined ? null : field',
  ),
  {
    name: 'projection-and-backstop',
    fault: 'fields that nobody granted are in the schema, and the compiler reads them',
    patches: [
      {
        file: PROJECT,
        find: 'accessOf(field).structural === true || grants.has(`${typeName}.${name}`) ? field : null',
        replace: 'typeName === undefined || name === undefined ? null : field',
      },
      { file: 'src/query/select.ts', find: 'if (hub.read === undefined || grant === undefined)', replace: 'if (hub.read === undefined)' },
      {
        file: 'src/query/select.ts',
        find: 'openingOf(statement.contract.grants, grant, hub.sameAs).map(',
        replace: '(grant === undefined ? [] : openingOf(statement.contract.grants, grant, hub.sameAs)).map(',
      },
    ],
  },
  mutant(
    'projection-root',
    'operations that nobody granted are in the schema',
    PROJECT,
    '(operations.has(name) ? field : null)',
    '(name === undefined ? null : field)',
  ),
  mutant(
    'projection-filter',
    'filters reveal what is not granted',
    PROJECT,
    '[MapperKind.INPUT_OBJECT_FIELD]: (field) => (revealsNothingElse(field) ? field : null)',
    '[MapperKind.INPUT_OBJECT_FIELD]: (field) => field',
  ),
  mutant(
    'projection-order',
    'orders reveal what is not granted',
    PROJECT,
    'return granted && revealsNothingElse(value) ? value : null',
    'return granted ? value : null',
  ),
  mutant(
    'projection-enum-value',
    'values that are granted one by one are all there',
    PROJECT,
    'return granted && revealsNothingElse(value) ? value : null',
    'return revealsNothingElse(value) ? value : null',
  ),
  mutant(
    'reveals-conditional',
    'filters reveal what is granted under conditions only',
    PROJECT,
    'coordinates.every((coordinate) => grants.get(coordinate)?.when === null)',
    'coordinates.every((coordinate) => grants.has(coordinate))',
  ),
  mutant(
    'grant-unconditional',
    'conditional coordinates are granted without condition',
    'src/access/protocols/grant.ts',
    'const open = when === null || before?.when === null',
    'const open = when === null || before?.when === null || true',
  ),
  mutant(
    'grant-conditional-first',
    'a condition is forgotten when another protocol adds one',
    'src/access/protocols/grant.ts',
    '[...new Set([...(before?.when ?? []), ...(when ?? [])])]',
    '[...(when ?? [])].slice(1)',
  ),
  mutant(
    'protocol-in-force',
    'protocols count before they begin and after they end',
    'src/access/protocols/contract.ts',
    '.filter((protocol) => includesDay(protocol.inForce, day))',
    '.filter((protocol) => includesDay(protocol.inForce, day) || true)',
  ),
  mutant(
    'protocol-last-day',
    'protocols hold one day too long',
    'src/access/protocols/contract.ts',
    'includesDay(protocol.inForce, day)',
    '(includesDay(protocol.inForce, day) || day === protocol.inForce.until)',
  ),
]
