/**
 * Which way imports go, and who may name which database schema: the two tables that test/layers.test.ts holds the code to.
 * docs/architecture.md renders the first.
 */

/**
 * Folders of src, from the ground up: a folder may import the folders in its row, and a row names only rows above it.
 * A row stands for a room (`base`), a room within a room (`access/identity`, with every folder below it) or a file at the top (`main.ts`).
 * `domains/*` stands for every folder of domains without a row of its own: a new domain needs no row.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'generated/prisma': [],
  base: [],
  database: ['generated/prisma'],
  'database/embedded': ['database'],
  'database/keys': ['base', 'database'],
  'database/reference': ['generated/prisma', 'base', 'database'],
  'database/jobs': ['database'],
  'database/migrations': ['database', 'database/jobs'],
  'access/identity': ['base'],
  'access/protocols': ['base'],
  query: ['base', 'database', 'access/protocols'],
  'query/fact-sheets': ['base', 'database', 'database/jobs', 'query'],
  'query/contract-logins': ['base', 'database', 'access/protocols', 'query'],
  'graphql/schema': ['base', 'access/identity', 'access/protocols', 'query'],
  'graphql/server': ['base', 'access/identity', 'access/protocols', 'query', 'graphql/schema'],
  'graphql/operations': ['generated/prisma', 'base', 'access/protocols', 'graphql/server'],
  evidence: ['base', 'access/protocols', 'graphql/schema'],
  'evidence/data-use': ['base', 'access/identity', 'access/protocols', 'query', 'graphql/schema', 'evidence'],
  'evidence/sealing': ['base', 'database', 'database/keys', 'evidence'],
  'evidence/retention': ['database', 'database/jobs', 'evidence', 'evidence/sealing'],
  'evidence/verification': ['database', 'evidence', 'evidence/sealing'],
  'domains/declaration': ['base', 'access/protocols', 'query', 'graphql/schema'],
  'domains/*': ['generated/prisma', 'base', 'access/protocols', 'query', 'graphql/schema', 'domains/declaration'],
  'domains/directory': ['generated/prisma', 'base', 'access/protocols', 'query', 'graphql/schema', 'domains/declaration'],
  domains: ['access/protocols', 'query', 'domains/declaration', 'domains/*', 'domains/directory'],
  'activities/referral': ['base', 'database/jobs', 'access/identity', 'query', 'graphql/schema', 'domains/*', 'domains/directory'],
  'activities/statistics': ['base', 'database', 'access/protocols', 'query', 'query/contract-logins', 'graphql/schema'],
  'activities/incentive': [
    'base',
    'database',
    'database/jobs',
    'access/identity',
    'access/protocols',
    'query',
    'graphql/schema',
    'domains',
    'activities/statistics',
  ],
  'activities/delivery': [
    'generated/prisma',
    'base',
    'database',
    'access/identity',
    'access/protocols',
    'domains/declaration',
    'domains',
    'domains/directory',
  ],
  'activities/handover': [
    'base',
    'database',
    'access/identity',
    'query',
    'graphql/schema',
    'domains/declaration',
    'domains/directory',
    'activities/delivery',
  ],
  'development/issuer': ['base', 'access/identity'],
  'development/population': ['base', 'database', 'activities/referral'],
  'app/http': [
    'base',
    'access/identity',
    'access/protocols',
    'graphql/schema',
    'graphql/server',
    'graphql/operations',
    'activities/statistics',
    'activities/delivery',
  ],
  app: [
    'base',
    'database',
    'database/embedded',
    'database/migrations',
    'database/keys',
    'database/reference',
    'database/jobs',
    'access/identity',
    'access/protocols',
    'query',
    'query/fact-sheets',
    'query/contract-logins',
    'graphql/schema',
    'graphql/server',
    'graphql/operations',
    'evidence',
    'evidence/data-use',
    'evidence/sealing',
    'domains',
    'domains/directory',
    'activities/referral',
    'activities/statistics',
    'activities/incentive',
    'activities/delivery',
    'activities/handover',
    'development/issuer',
    'app/http',
  ],
  'app/doctor': [
    'base',
    'database',
    'database/embedded',
    'database/keys',
    'database/migrations',
    'database/reference',
    'access/identity',
    'access/protocols',
    'query/contract-logins',
    'evidence/sealing',
    'app',
  ],
  'app/commands': [
    'base',
    'database',
    'access/protocols',
    'graphql/operations',
    'evidence',
    'evidence/sealing',
    'evidence/retention',
    'evidence/verification',
    'activities/statistics',
    'activities/incentive',
    'activities/delivery',
    'development/issuer',
    'development/population',
    'app',
    'app/doctor',
  ],
  'main.ts': ['base', 'database', 'development/issuer', 'development/population', 'app'],
  'cli.ts': ['app', 'app/commands'],
}

/** Stands for the schema of the domain itself in a row of `domains/*`. */
export const OWN = 'its own'

/** Which database schemas the SQL of a folder may name; a folder without a row names none. Rows are those of MAY_IMPORT. */
export const MAY_NAME: Readonly<Record<string, readonly string[]>> = {
  'database/jobs': ['directory'],
  'database/keys': ['directory', 'audit'],
  'database/reference': ['directory'],
  'access/identity': ['directory'],
  query: ['directory', 'audit'],
  'query/fact-sheets': ['directory'],
  'query/contract-logins': ['directory', 'audit'],
  'graphql/schema': ['directory', 'audit'],
  'graphql/operations': ['directory'],
  evidence: ['directory', 'audit'],
  'evidence/data-use': ['directory', 'audit'],
  'evidence/sealing': ['audit'],
  'evidence/retention': ['directory', 'audit'],
  // The links from persons to evidence.
  'evidence/verification': ['directory', 'audit'],
  'domains/*': [OWN, 'directory'],
  'domains/directory': ['directory'],
  'activities/referral': ['referral', 'directory', 'audit'],
  'activities/statistics': ['statistics', 'directory', 'integration', 'work', 'local', 'referral', 'incentive'],
  'activities/incentive': ['incentive', 'directory', 'audit'],
  'activities/delivery': ['directory', 'audit'],
  'activities/handover': ['directory', 'audit'],
  'app/doctor': ['audit'],
  // It notes that persons who are replaced are erased.
  'development/population': ['directory', 'integration', 'work', 'local', 'referral', 'audit'],
  // Commands that read everybody note what they read.
  'app/commands': ['audit', 'incentive'],
}

export type Exception = { file: string; schema: string; reason: string }

/** Files that name a schema that their folder may not, each with its reason. One that no longer does fails. */
export const MAY_NAME_ALL_THE_SAME: readonly Exception[] = [
  {
    file: 'src/domains/integration/facts/dutch.ts',
    schema: 'local',
    reason:
      'Whether a GPMI objective on integration is reached follows from integration results; only the OCMW records the objective itself.',
  },
  {
    file: 'src/domains/work/facts.ts',
    schema: 'integration',
    reason: 'The 60 days to register with VDAB count from the day the integration contract was signed.',
  },
  {
    file: 'src/domains/work/fact-sheet.ts',
    schema: 'integration',
    reason: 'The sheet names the table of another domain that its facts depend on, so that a change there outdates it.',
  },
  {
    file: 'src/domains/work/index.ts',
    schema: 'integration',
    reason: 'The declaration of the domain says which tables of others its facts read.',
  },
  {
    file: 'src/domains/integration/index.ts',
    schema: 'local',
    reason: 'The declaration of the domain says which tables of others its facts read.',
  },
  {
    file: 'src/activities/referral/schema/outreach-levers.ts',
    schema: 'local',
    reason: "Two levers are a row at the caller's own OCMW (GPMI, living wage), which no fact of the local domain says by organisation.",
  },
  {
    file: 'src/activities/delivery/store/apply-batch.ts',
    schema: 'incentive',
    reason: 'A delivery marks the open assessments of the persons it changes in its own transaction, so that none is missed.',
  },
  ...['taking-back', 'part-person'].map((name) => ({
    file: `src/activities/delivery/store/${name}.ts`,
    schema: 'incentive',
    reason: 'Withdrawing a row flags the decisions that rested on it in the same transaction, so that none is missed.',
  })),
  ...['incentive', 'referral'].map((schema) => ({
    file: 'src/activities/delivery/store/merge-persons.ts',
    schema,
    reason: 'When two persons turn out to be one, every row about the one goes to the other in one transaction.',
  })),
]
