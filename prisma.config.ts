import { defineConfig } from 'prisma/config'

// Only `prisma generate` reads this; migrations go through src/database/migrations/migrate.ts, which needs no engine download.
export default defineConfig({ schema: 'prisma/schema' })
