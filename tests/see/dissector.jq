# Makes lines out of what twc-sniff -F json and tshark -T json say, so that they can be compared.
# jq 1.7 keeps the zeros of 6.00 unless it computes with it; jq 1.6 does not.
def same_numbers: walk(if type == "number" then . + 0 else . end);
def lines: same_numbers | to_entries | sort_by(.key) | map("\(.key)=\(.value | tojson)") | join(" ");
def list: if type == "array" then . else [.] end;
def truth: . == "1" or . == "True" or . == true;

def numbers: ["protocol", "bytes", "max_a", "command", "state", "limit_a", "actual_a",
              "error_bits", "energy_raw", "part", "plug"];
def triples: ["voltage_v", "current_a"];
def flags: ["ok", "recovered", "master_plugged"];
def beyond_json: ["request_in", "answer_in", "latency"];

def value($key):
  if (triples | index($key)) then list | map(tonumber)
  elif (numbers | index($key)) then tonumber
  elif (flags | index($key)) then truth
  elif $key == "raw" then gsub(":"; "") | ascii_upcase
  else . end;

# Seconds since 1970 with six digits, whichever way a version of tshark has the time.
def seconds:
  if test("^[0-9]+\\.") then capture("^(?<whole>[0-9]+)\\.(?<part>[0-9]{6})")
  else capture("^(?<date>[^.]+)\\.(?<part>[0-9]{6})") |
    .whole = "\(.date + "Z" | fromdate)" end | .whole + "." + .part;

def of_tshark:
  .[]._source.layers | (.frame."frame.time_epoch" | seconds) as $t |
  (.twc // empty) | list[] | objects | select(has("twc.ok")) |
  to_entries | map(select(.key | startswith("twc.")) | .key |= ltrimstr("twc.")) |
  map(select(.key as $key | beyond_json | index($key) | not)) |
  map(.key as $key | .value |= value($key)) | from_entries | .t = $t;

def of_sniff: select(.kind != "status") | .t |= seconds;

if $from == "tshark" then of_tshark else of_sniff end | lines
