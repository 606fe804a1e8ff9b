-- BI tools read released figures in a database of their own (src/activities/statistics/figures-database), and nothing here.
DROP SCHEMA statistics_release CASCADE;
