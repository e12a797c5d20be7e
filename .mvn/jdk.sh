# Sourced by mvnw: sets JAVA_HOME to a JDK of at least REQUIRED_JDK, or stops with a sentence that says what to do.
REQUIRED_JDK=25

jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || { echo 0; return 0; }
  m=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || m=
  [ -n "$m" ] || m=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9][0-9]*\).*/\1/p')
  echo "${m:-0}"
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ]; then
    [ "$(jdk_major "$JAVA_HOME")" -ge "$REQUIRED_JDK" ] && return 0
  elif p=$(command -v javac); then
    p=$(readlink -f "$p" 2>/dev/null || echo "$p"); p=${p%/bin/javac}
    [ "$(jdk_major "$p")" -ge "$REQUIRED_JDK" ] && { JAVA_HOME=$p; export JAVA_HOME; return 0; }
  fi
  set +f # mvnw runs with globbing off
  for d in "${JAVA_HOME_25_X64-}" "${JAVA_HOME_25_ARM64-}" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "$HOME"/.jdks/* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$d" ] && [ "$(jdk_major "$d")" -ge "$REQUIRED_JDK" ] || continue
    set -f
    [ -z "${JAVA_HOME-}" ] || echo "mvnw: JAVA_HOME=$JAVA_HOME is older than JDK $REQUIRED_JDK; using $d" >&2
    JAVA_HOME=$d; export JAVA_HOME
    return 0
  done
  set -f
  echo "mvnw: this project needs JDK $REQUIRED_JDK or newer and none was found. Install one (for example Eclipse Temurin $REQUIRED_JDK) or set JAVA_HOME to it." >&2
  exit 1
}

find_jdk
