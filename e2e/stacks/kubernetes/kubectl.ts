import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PREFIX, podmanEnvironment } from './podman.ts';

/** The commands of docs/kubernetes.md that a cluster would do, done to the pods of podman. A Job is the pod of its CronJob. */
const KUBECTL = `
containers() { podman ps --all --format '{{.Names}}' | grep -E "^${PREFIX}-$1-[0-9]+-$1$"; }
kubectl() {
  [ "$1 $2" = '--namespace lantern' ] || return 2
  local verb=$3 replicas='' each
  shift 3
  case $verb in
    scale)
      for each; do case $each in --replicas=*) replicas=\${each#*=} ;; esac; done
      for each; do
        case $each in deployment/*)
          for each in $(containers "\${each#*/}"); do
            if [ "$replicas" = 0 ]; then podman stop --time 60 "$each" & else podman start "$each" & fi
          done ;;
        esac
      done >/dev/null
      wait ;;
    create) podman start "$(containers "\${2#--from=cronjob/}")" >/dev/null ;;
    wait)
      case "$*" in '--for=condition=complete job/'*)
        each=\${2#job/}
        [ "$(podman wait "$(containers "\${each%-now}")")" = 0 ] ;;
      esac ;;
    exec)
      [ "$1" != --stdin ] || shift
      each=\${1#*/}
      shift 2
      podman exec --interactive "$(containers "$each" | head -n 1)" "$@" ;;
    delete) podman stop --time 1 "$(containers "\${1#job/}")" >/dev/null ;;
    *) return 2 ;;
  esac
}`;

/**
 * Runs lines of docs/kubernetes.md as they are pasted.
 *
 * @param cwd the folder of the operator
 * @returns what they printed
 * @throws when one fails
 */
export async function pasteKubectl(lines: string, cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -e\n${KUBECTL}\n${lines}`], {
    cwd,
    env: podmanEnvironment(),
  });
  return stdout;
}
