-- Names in composed form (NFC): one name is one text, whichever source wrote it, so that it is found, ordered and matched as one. What sources
-- deliver is composed as it comes in; this composes what came before, and holds every later way to write to it.

DO $$
BEGIN
  -- An update leaves a note, also when it finds nothing.
  IF EXISTS (SELECT FROM directory.person WHERE family_name IS NOT NFC NORMALIZED OR given_names IS NOT NFC NORMALIZED) THEN
    UPDATE directory.person SET family_name = normalize(family_name, NFC), given_names = normalize(given_names, NFC)
      WHERE family_name IS NOT NFC NORMALIZED OR given_names IS NOT NFC NORMALIZED;
  END IF;
END $$;

ALTER TABLE directory.person
  ADD CONSTRAINT person_family_name_composed CHECK (family_name IS NFC NORMALIZED),
  ADD CONSTRAINT person_given_names_composed CHECK (given_names IS NFC NORMALIZED);
