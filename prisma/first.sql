-- Written by hand, below what Prisma writes in the first migration: what a Prisma schema cannot say.
-- The roles exist before any migration runs (src/database/roles.ts).

-- Schemas of parts that bring their tables later.
CREATE SCHEMA "referral";
CREATE SCHEMA "incentive";
CREATE SCHEMA "statistics";

-- The application reads and writes the domains.
GRANT USAGE ON SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA directory, integration, work, local, referral, incentive, statistics TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive, statistics
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA directory, integration, work, local, referral, incentive, statistics
  GRANT USAGE, SELECT ON SEQUENCES TO doorstroom_app;

-- Proof of use grows and never changes: the application may add and read.
GRANT USAGE ON SCHEMA audit TO doorstroom_app;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA audit TO doorstroom_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA audit TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT, INSERT ON TABLES TO doorstroom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT USAGE, SELECT ON SEQUENCES TO doorstroom_app;

-- Readers see figures, never persons.
GRANT USAGE ON SCHEMA statistics TO doorstroom_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA statistics TO doorstroom_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA statistics GRANT SELECT ON TABLES TO doorstroom_reader;
