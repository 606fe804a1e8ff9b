#!/usr/bin/env bash
# Fails when the npm of a machine that the README names would refuse one of our lock files, which is all that its user would see.
# Newer versions forgive what older ones do not. Needs the npm registry; changes nothing here.
# Usage: scripts/check-lock-files.sh [FOLDER...]   folders with a lock file; all of this repository when none is given
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian's own, that of Node 22, the first of Node 24, and the last of that line.
VERSIONS=(9.2.0 10.9.4 11.0.0 11.21.2)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# accepts VERSION FOLDER: whether `npm ci` of that version would install from the folder's lock file; what it says is in $scratch/said
accepts() {
  rm -rf "$scratch/copy" && mkdir "$scratch/copy"
  cp "$2/package.json" "$2/package-lock.json" "$scratch/copy"
  (cd "$scratch/copy" && npx --yes "npm@$1" ci --dry-run --ignore-scripts) >"$scratch/said" 2>&1
}

folders=("$@")
if [ $# -eq 0 ]; then
  mapfile -t folders < <(find . -name node_modules -prune -o -name package-lock.json -printf '%h\n')
fi

failed=0
for folder in "${folders[@]}"; do
  for version in "${VERSIONS[@]}"; do
    accepts "$version" "$folder" && continue
    failed=1
    echo "npm $version refuses $folder/package-lock.json:" >&2
    grep -E 'Missing:|Invalid:|code E' "$scratch/said" >&2 || cat "$scratch/said" >&2
  done
done
if [ $failed -ne 0 ]; then
  echo 'Write it again in that folder: npx npm@10.9.4 install --package-lock-only --ignore-scripts' >&2
  exit 1
fi

# A lock file that lacks one package must be refused, or the above looked at nothing.
mkdir "$scratch/canary"
cp "${folders[0]}/package.json" "$scratch/canary"
node -e '
  const lock = JSON.parse(require("fs").readFileSync(0, "utf8"))
  delete lock.packages["node_modules/graphql"]
  console.log(JSON.stringify(lock))' <"${folders[0]}/package-lock.json" >"$scratch/canary/package-lock.json"
for version in "${VERSIONS[@]}"; do
  if accepts "$version" "$scratch/canary"; then
    echo "npm $version takes a lock file without graphql: this check sees nothing" >&2
    exit 1
  fi
done
echo "lock files: ${folders[*]} accepted by npm ${VERSIONS[*]}, each of which refuses one with a package missing"
