-- Which keys this database belongs to: a hub with others would make every known person a second time, and sign what nobody can check.
-- Only the owner of the tables reaches this schema.
CREATE TABLE hub.installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Keyed hash of a constant under the master key. It tells nothing about the key.
  master_key_check bytea NOT NULL,
  -- Id of the key that signs the seals.
  signing_key text NOT NULL
);
