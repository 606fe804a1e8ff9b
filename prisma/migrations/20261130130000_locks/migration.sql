-- Locks of the hub (src/database/locks.ts): a table without rows for each. Who may lock is a right on the table, which an advisory lock does not have.
CREATE SCHEMA lock;
CREATE TABLE lock.migrations ();
CREATE TABLE lock.sealing ();
CREATE TABLE lock.fact_functions ();
CREATE TABLE lock.contract_logins ();
CREATE TABLE lock.deliveries ();
CREATE TABLE lock.reference ();
CREATE TABLE lock.population ();
CREATE TABLE lock.release ();

-- Those that the owner takes need no grant.
GRANT USAGE ON SCHEMA lock TO doorstroom_app, doorstroom_sealer, doorstroom_statistics;
GRANT UPDATE ON lock.sealing TO doorstroom_sealer;
GRANT UPDATE ON lock.deliveries, lock.reference TO doorstroom_app;
GRANT UPDATE ON lock.release TO doorstroom_statistics;
