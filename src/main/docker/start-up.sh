#!/bin/sh
# Measures how the JVM starts the service: plain, with the class archive that every JDK brings, and with an AOT cache
# made by a training run, side by side, in turns. Prints a table of medians.
#
#   ./mvnw package -DskipTests
#   JAVA_HOME=/path/to/jdk-25 QUARKUS_DATASOURCE_REACTIVE_URL=… [ROUNDS=7] src/main/docker/start-up.sh
#
# The settings of the service come from the environment; its database must be there and migrated. Needs curl.
set -eu
app=$(cd "$(dirname "$0")/../../../target/quarkus-app" && pwd)
java=${JAVA_HOME:?a JDK 25}/bin/java
rounds=${ROUNDS:-7}
port=${QUARKUS_HTTP_PORT:-18180}
export QUARKUS_HTTP_PORT="$port" KEYSWEEP_MIGRATE=never
work=$(mktemp -d)
pid=
trap 'test -z "$pid" || kill -9 "$pid" 2>/dev/null; rm -rf "$work"' EXIT

millis() { echo $(($(date +%s%N) / 1000000)); }

# Waits until PATH is answered with STATUS, for some minutes at the most.
answered() {
    end=$(($(millis) + 200000))
    while [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "http://localhost:$port$1")" != "$2" ]; do
        kill -0 "$pid" 2>/dev/null && [ "$(millis)" -lt "$end" ] || { tail -n 5 "$work/log" >&2; exit 1; }
        sleep 0.005
    done
}

stopped() {
    kill "$pid"
    wait "$pid" || true
    pid=
}

# One start: NAME, then the options of the JVM. Notes time to the first answer, to the first answer of the API that took the
# database (the schema is looked up for it), and the resident memory after both.
start() {
    name=$1
    shift
    began=$(millis)
    "$java" "$@" -jar "$app/quarkus-run.jar" >"$work/log" 2>&1 &
    pid=$!
    answered /q/health/live 200
    first=$(($(millis) - began))
    answered /q/health/ready 200
    answered /api/v1/cckm/azure/vaults 401
    api=$(($(millis) - began))
    echo "$first $api $(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")" >>"$work/$name"
    stopped
}

median() { cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

row() { printf '| %s | %s ms | %s ms | %s MiB |\n' "$2" "$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)"; }

rm -f "$work/app.aot"
start training -XX:+UseSerialGC -XX:AOTCacheOutput="$work/app.aot"
test -s "$work/app.aot"
for round in $(seq "$rounds"); do
    start plain -XX:+UseSerialGC
    start aot -XX:+UseSerialGC -XX:AOTCache="$work/app.aot"
done
echo "$("$java" -version 2>&1 | sed -n 2p); $(nproc) cores; median of $rounds starts each, in turns;" \
    "cache of $(($(wc -c <"$work/app.aot") / 1048576)) MiB"
echo
echo '| JVM | first answer | first answer with the database | resident memory |'
echo '|---|---|---|---|'
row plain 'plain'
row aot 'AOT cache'
