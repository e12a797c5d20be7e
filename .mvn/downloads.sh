# Sourced by mvnw. A download is not worth a line, also where Quarkus makes it; a first build, which has hundreds of megabytes
# to fetch, says every ten seconds how far it is.
set -- --no-transfer-progress "$@"

first_build() {
  repository=$HOME/.m2/repository
  for argument in "$@"; do
    case $argument in
      -Dmaven.repo.local=*) repository=${argument#*=} ;;
      -o | --offline | -q | --quiet) return 0 ;;
    esac
  done
  version=$(sed -n 's|.*<quarkus.version>\(.*\)</quarkus.version>.*|\1|p' "$(dirname "$0")/pom.xml" 2>/dev/null) || version=
  [ -n "$version" ] && [ ! -e "$repository/io/quarkus/quarkus-core-deployment/$version" ] || return 0
  echo "A first build downloads some 600 MB of libraries, which takes a few minutes." >&2
  (
    megabytes() { [ -d "$repository" ] && du -sm "$repository" 2>/dev/null | cut -f1 || echo 0; }
    last=$(megabytes) still=0 first=$last
    # Maven takes this script's place and keeps its number.
    while [ $still -lt 6 ] && sleep 10 && kill -0 $$ 2>/dev/null; do
      now=$(megabytes)
      [ "$now" -gt "$last" ] && still=0 || still=$((still + 1))
      [ $still -gt 0 ] || echo "downloaded $((now - first)) MB" >&2
      last=$now
    done
  ) >/dev/null &
}

first_build "$@"
