#!/bin/sh
# Builds the JVM image with buildah, without a Docker engine, runs it, and has it do a bulk job: its own schema migration, a
# login, 100,000 backups deleted, a health check by the image's own command, a stop by SIGTERM.
#
#   ./mvnw package -DskipTests
#   PGHOST=localhost PGPORT=5432 PGUSER=postgres src/main/docker/try-jvm-image.sh
#
# Run it as root. The PG* variables name a PostgreSQL server on which it makes, and then drops, the database keysweep_try;
# without a password. Where the pinned JDK image cannot be pulled, it makes a base of JAVA_HOME (a JDK 25) and this machine's
# own programs. Needs buildah, psql and curl.
set -eu
cd "$(dirname "$0")/../../.."
: "${PGHOST:=localhost}" "${PGPORT:=5432}" "${PGUSER:=postgres}"
export PGHOST PGPORT PGUSER
database=keysweep_try
port=${PORT:-18190}
image=localhost/keysweep:jvm-try
work=$(mktemp -d)
container=
run=
service=
build() { buildah --storage-driver vfs "$@"; }

finish() {
    status=$?
    test -z "$service" || kill "$service" 2>/dev/null || true
    test -z "$run" || kill "$run" 2>/dev/null || true
    test -z "$container" || build rm "$container" >/dev/null 2>&1 || true
    psql -q -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
fail() { say "FAILED: $*"; test ! -f "$work/log" || tail -n 20 "$work/log"; exit 1; }

# What the build stage calls, with the libraries it is linked to.
host_base() {
    root=$work/base
    mkdir -p "$root/usr/bin" "$root/opt/java" "$root/tmp" "$root/etc" "$root/dev" "$root/proc"
    ln -s usr/bin "$root/bin"
    for name in sh bash ldd cp mkdir cat find xargs sed grep sort head base64 chmod seq sleep rm test env; do
        file=$(readlink -f "$(env which "$name")")
        cp "$file" "$root/usr/bin/$name"
        ldd "$file" 2>/dev/null | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p'
    done | sort -u | xargs -I{} cp -L --parents {} "$root"
    cp -a "${JAVA_HOME:?a JDK 25}" "$root/opt/java/openjdk"
    # The JDK links to a file of the machine's for its certificates.
    cp --remove-destination -L "$JAVA_HOME/lib/security/cacerts" "$root/opt/java/openjdk/lib/security/cacerts"
    ldd "$JAVA_HOME/bin/java" "$JAVA_HOME/lib/server/libjvm.so" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' |
        grep -v "^$(readlink -f "$JAVA_HOME")" | sort -u | xargs -I{} cp -L --parents {} "$root"
    base=$(build from scratch)
    build copy -q "$base" "$root" / >/dev/null
    build config --env JAVA_HOME=/opt/java/openjdk --env PATH=/opt/java/openjdk/bin:/usr/bin:/bin "$base"
    build commit -q "$base" localhost/keysweep-base:try >/dev/null
    build rm "$base" >/dev/null
    rm -rf "$root"
}

jdk=$(sed -n 's/^ARG JDK_IMAGE=//p' src/main/docker/Dockerfile.jvm)
if timeout 60 buildah --storage-driver vfs pull -q "$jdk" >/dev/null 2>&1; then
    say "base: $jdk"
else
    say "base: $jdk cannot be pulled, made of this machine's programs and $("${JAVA_HOME:?}/bin/java" -version 2>&1 | sed -n 2p)"
    host_base
    jdk=localhost/keysweep-base:try
fi
say "build"
build bud --isolation chroot --build-arg JDK_IMAGE="$jdk" --build-arg REVISION="$(git rev-parse HEAD)" \
    --build-arg CREATED="$(date -u +%Y-%m-%dT%H:%M:%SZ)" -f src/main/docker/Dockerfile.jvm -t "$image" . \
    >"$work/log" 2>&1 || fail "build"
container=$(build from "$image")
root=$(build mount "$container")
say "image: $(du -sm "$root" | cut -f1) MiB in all, AOT cache $(du -m "$root/app/keysweep.aot" | cut -f1) MiB," \
    "user $(build inspect --format '{{.OCIv1.Config.User}}' "$container")," \
    "revision $(build inspect --format '{{index .OCIv1.Config.Labels "org.opencontainers.image.revision"}}' "$container")"
test -z "$(find "$root" -name sh -o -name bash -o -name busybox)" || fail "there is a shell"
test -z "$(find "$root" ! -type l \( -perm -o+w -o -user 65532 \))" || fail "the user can write to the root file system"
grep -q '"bomFormat" *: *"CycloneDX"' "$root/app/sbom.cdx.json" || fail "no SBOM"
say "no shell, nothing that its user may write, SBOM of $(grep -c '"bom-ref"' "$root/app/sbom.cdx.json") components"

psql -q -d postgres -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" -c "CREATE DATABASE $database"
openssl rand -base64 32 >"$work/key"
chmod 444 "$work/key"
chmod 755 "$work"
entrypoint() { build inspect --format '{{range .OCIv1.Config.Entrypoint}}{{.}} {{end}}' "$container"; }
# With AOTMode=on a cache that does not fit would stop the start.
say "start"
began=$(date +%s%N)
# shellcheck disable=SC2046 # the entry point is a list of words
build run --isolation chroot -v "$work/key:/run/key:ro" \
    -e QUARKUS_HTTP_PORT="$port" -e QUARKUS_DATASOURCE_USERNAME="$PGUSER" \
    -e QUARKUS_DATASOURCE_REACTIVE_URL="postgresql://$PGHOST:$PGPORT/$database" \
    -e QUARKUS_DATASOURCE_JDBC_URL="jdbc:postgresql://$PGHOST:$PGPORT/$database" \
    -e QUARKUS_DATASOURCE_PASSWORD="${PGPASSWORD:-none}" -e KEYSWEEP_ENCRYPTION_KEY_FILE=/run/key \
    -e JAVA_TOOL_OPTIONS=-XX:AOTMode=on -e KEYSWEEP_AUTH_LOCAL_ENABLED=true -e KEYSWEEP_AUTH_LOCAL_ADMIN_PASSWORD=try-me-now \
    "$container" -- $(entrypoint) >"$work/log" 2>&1 &
run=$!
tries=0
until [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "http://localhost:$port/q/health/ready")" = 200 ]; do
    tries=$((tries + 1))
    kill -0 "$run" 2>/dev/null && [ "$tries" -lt 600 ] || fail "not ready"
    sleep 0.1
done
service=$(pgrep -n -u 65532 -f 'AOTCache=.* quarkus-run\.jar')
say "ready on an empty database, migrated by itself, after $((($(date +%s%N) - began) / 1000000)) ms"

psql -q -v ON_ERROR_STOP=1 -d $database <<'SQL'
INSERT INTO vault (id, account, azure_name, azure_vault_id, vault_uri, tenant, subscription_id, subscription_name, location)
VALUES ('11111111-1111-4111-8111-111111111111', 'kylo', 'try', '/subscriptions/s/resourceGroups/rg/providers/'
        'Microsoft.KeyVault/vaults/try', 'https://try.vault.azure.net', '72f988bf-86f1-41af-91ab-2d7cd011db47',
        '12e533dd-2b1e-4f0e-9b43-0f5e1c3d7a10', 'Pay-As-You-Go', 'northeurope');
INSERT INTO data_key (id, account, vault_id, month, wrapped, wrapping_key)
SELECT gen_random_uuid(), account, id, '1970-01-01', '\x00', 'try' FROM vault;
INSERT INTO azure_key (id, account, vault_id, key_name, version, kid, kty, key_size, key_ops, public_key, attributes, tags,
                       created_by)
SELECT gen_random_uuid(), account, id, 'k', 'v1', vault_uri || '/keys/k/v1', 'RSA', 2048, '{sign}',
       '{"n":"AQAB","e":"AQAB"}', '{"enabled":true,"created":1700000000,"updated":1700000001}', '{}', 'try'
FROM vault;
INSERT INTO key_backup (id, vault_id, key_id, data_key_id, created_at, updated_at, blob_size, version_count, account,
                        blob_digest, blob)
SELECT gen_random_uuid(), k.vault_id, k.id, d.id, '2024-01-01'::timestamptz + i * interval '5 minutes', now(), 200, 1,
       k.account, sha256(int4send(i)), substring(sha256(int4send(i)) FOR 32)
FROM azure_key k, data_key d, generate_series(1, 100000) i;
ANALYZE;
SQL
api="http://localhost:$port/api/v1"
json() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
token=$(curl -s "$api/auth/tokens" -H 'Content-Type: application/json' -d '{"username":"admin","password":"try-me-now"}' | json jwt)
test -n "$token" || fail "login"
job=$(curl -s "$api/cckm/azure/bulkjobs" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"operation":"delete-key-backups","delete_key_backups_param":{"vault_id":"11111111-1111-4111-8111-111111111111"}}' |
    sed -n 's/{"id":"\([^"]*\)".*/\1/p')
test -n "$job" || fail "no job"
tries=0
while :; do
    state=$(curl -s "$api/cckm/azure/bulkjobs/$job" -H "Authorization: Bearer $token")
    case $state in *'"overall_status":"in_progress"'*) ;; *) break ;; esac
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || fail "the job does not end"
    sleep 0.2
done
say "job: $(echo "$state" | json overall_status), $(echo "$state" | grep -o '"counts":{[^}]*}')"
left=$(psql -At -d $database -c 'SELECT count(*) FROM key_backup')
[ "$left" = 0 ] || fail "$left backups are left"

# shellcheck disable=SC2016 # a Go template
probe=$(build inspect --format '{{range .Docker.Config.Healthcheck.Test}}{{.}} {{end}}' "$container" 2>/dev/null | sed 's/^CMD //')
if [ -z "$probe" ]; then # buildah keeps it in the Docker format only
    probe=$(sed -n 's/^ *CMD \[\(.*\)\]$/\1/p' src/main/docker/Dockerfile.jvm | tr -d '",')
fi
set -f
build run --isolation chroot -e QUARKUS_HTTP_PORT="$port" "$container" -- $probe || fail "health check says no"
build run --isolation chroot -e QUARKUS_HTTP_PORT=1 "$container" -- $probe 2>"$work/probe" && fail "health check says yes to nothing"
set +f
say "health check: yes, and no where nobody listens"

say "memory of the process: $(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$service/status") MiB, user $(stat -c %u "/proc/$service")"
began=$(date +%s%N)
kill "$service"
wait "$run" || true
run=
service=
say "stopped after $((($(date +%s%N) - began) / 1000000)) ms"
say "all as it should be"
