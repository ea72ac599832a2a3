# Completion for twc-sniff, twc-fakemaster, twc-fakeslave and twc-mqtt in bash.

_twc_general="--help --version --verbose --quiet --color --check-config --config -h -V -v -q"
_twc_shared="$_twc_general --format --write --max-size --rotate --redact --baud
  --speed --seed --no-reconnect -F -w"
_twc_players="--run-for --rs485 --end-byte --echo"
_twc_sniff="--timestamps --changes --read --shared --count --timeout --max-errors --strict --from --to --kind
  --code --stats --diagnose --plot --watch --raw --explain-serial --otp -t -n -T -x"
_twc_fakemaster="--max-current --limit --unit-max --min-current --unit --policy --idle-offer
  --keep-shares --hold --stale --fallback --stop-by --raise-spike --poll --expect-units --bus-idle
  --listen-first --lost-after --stop-after --margin --id --sign --on-exit --dry-run --socket
  --socket-group --state --watch"
_twc_mqtt="--password-file --ca --cert --key --prefix --bridge --name --no-discovery
  --discovery-prefix --vin --run-for"
_twc_fakeslave="--unit --units --script --fault --expect --force"

_twc_options() { # tool
  case $1 in
    twc-sniff) echo "$_twc_shared $_twc_sniff" ;;
    twc-fakemaster) echo "$_twc_shared $_twc_players $_twc_fakemaster" ;;
    twc-fakeslave) echo "$_twc_shared $_twc_players $_twc_fakeslave" ;;
    twc-mqtt) echo "$_twc_general $_twc_mqtt" ;;
  esac
}

# The program itself knows its kinds of messages and its capture formats.
_twc_kinds() { # tool, as it was typed
  "$1" --kind none - 2>&1 </dev/null | sed -n 's/.*expected one of //p'
}
_twc_formats() { # tool, as it was typed
  "$1" --help 2>/dev/null | sed -n 's/.*Input format: //p' | sed 's/ or /, /; s/,//g'
}

# The words that may follow an option; none where only the user knows.
_twc_values() { # tool, as it was typed, option
  case ${1##*/}:$2 in
    twc-sniff:-F | twc-sniff:--format) echo text json csv log hex null ;;
    *:-F | *:--format) echo text json ;;
    *:-t | *:--timestamps) echo a d z A n ;;
    *:--read) _twc_formats "$1" ;;
    *:--kind) _twc_kinds "$1" ;;
    *:--policy) echo fair priority rotate ;;
    *:--fallback) echo stop ;;
    *:--stop-by) echo auto zero contactor silence ;;
    *:--poll) echo meter vin serial firmware plug ;;
    *:--on-exit) echo hold min stop ;;
    *:--rs485) echo auto kernel rts none ;;
    *:--end-byte) echo FC FE FF none ;;
    *:--echo) echo auto on off ;;
    *:--color) echo auto always never ;;
  esac
}

# Whether an option takes a value of its user's own making.
_twc_takes_anything() { # option
  case $1 in
    --baud | --speed | --count | -n | --timeout | -T | --max-errors | --from | --to | --code) ;;
    --max-current | --limit | --unit-max | --min-current | --unit | --hold | --stale | --expect-units) ;;
    --listen-first | --lost-after | --stop-after | --margin | --id | --sign | --run-for) ;;
    --units | --fault | --seed | --expect | --socket-group | --explain-serial) ;;
    --max-size | --rotate) ;;
    --prefix | --bridge | --name | --discovery-prefix) ;;
    *) return 1 ;;
  esac
}

_twc_endpoints() { # tool
  if [ "$1" = twc-mqtt ]; then
    compgen -G '/run/twc/*.sock'
    echo mqtt:// mqtts://
    return
  fi
  compgen -G '/dev/serial/by-id/*'
  compgen -G '/dev/tty[UAX]*' | grep -E '/tty(USB|ACM|AMA|XRUSB)[0-9]+$'
  echo tcp:// rfc2217:// listen:// pty:
  [ "$1" = twc-fakeslave ] || echo sim:
}

_twc_reply() { # word, words to choose from
  mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

# After a comma the list goes on, with the words that it does not have yet.
_twc_reply_list() { # word, words to choose from
  local list=${1%,*} word rest=
  if [ "$list" = "$1" ]; then
    _twc_reply "$1" "$2"
    return
  fi
  for word in $2; do
    case ",$list," in *,"$word",*) ;; *) rest="$rest $list,$word" ;; esac
  done
  _twc_reply "$1" "$rest"
}

_twc_reply_files() { # word
  compopt -o filenames 2>/dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_twc() {
  local tool=${1##*/} word=$2 before=$3 values IFS=$' \t\n'
  COMPREPLY=()
  # bash cuts words at "=" and ":".
  if [ "$word" = = ]; then
    word=
  elif [ "$before" = = ]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  elif [ "$word" = : ] || [ "$before" = : ]; then
    return
  fi
  values=$(_twc_values "$1" "$before")
  case $before in
    -w | --write | --plot | --config | --otp | --script | --socket | --state | --password-file | --ca | --cert | --key)
      _twc_reply_files "$word"
      ;;
    *)
      if [ -n "$values" ]; then
        case $before in
          --kind | --poll) _twc_reply_list "$word" "$values" ;;
          *) _twc_reply "$word" "$values" ;;
        esac
      elif _twc_takes_anything "$before"; then
        return
      elif [ "${word#-}" != "$word" ]; then
        _twc_reply "$word" "$(_twc_options "$tool")"
      else
        _twc_reply "$word" "$(_twc_endpoints "$tool")"
        case $tool in twc-sniff | twc-mqtt) _twc_reply_files "$word" ;; esac
      fi
      ;;
  esac
}

complete -F _twc twc-sniff twc-fakemaster twc-fakeslave twc-mqtt
