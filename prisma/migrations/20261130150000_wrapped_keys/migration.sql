-- Keys of the data are random and kept here, wrapped: the key of the data under the master key, the key of the contracts' logins under the key of the data.
-- Null: of an installation from before, and in development, where the key is the one that would have wrapped it. Only the owner of the tables reaches them.
ALTER TABLE hub.installation
  ADD COLUMN data_key bytea,
  ADD COLUMN login_key bytea;
