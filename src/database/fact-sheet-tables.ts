/** Tables of facts that are computed beforehand, one per domain (src/query/fact-sheets). Their columns follow what the domains declare, so they are no models of Prisma. */
export const FACT_SHEET_TABLES = ['directory.fact_sheet', 'integration.fact_sheet', 'work.fact_sheet', 'local.fact_sheet'] as const
