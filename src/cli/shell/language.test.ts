/** The shell language, by what a line prints. Expected texts are bash's. */
import { describe, expect, it } from 'vitest';
import { openShell } from '../../bridge/server/testing/shell';

const bench = openShell();
const out = async (text: string): Promise<string> => (await bench.run(`( ${text}\n)`)).out;

describe('words', () => {
  it.each([
    ['echo a  "b  c" \'d $x\'', 'a b  c d $x\n'],
    ['x="1  2"; echo $x "$x"', '1 2 1  2\n'],
    ['echo ${none:-else} ${none-} "${#HOME}"', 'else 5\n'],
    [
      'x=a/b/c.yaml; echo ${x##*/} ${x%/*} ${x/b/B} ${x//a/A} ${x: -4}',
      'c.yaml a/b a/B/c.yaml A/b/c.yAml yaml\n',
    ],
    ['x=hello; echo ${x^} ${x^^} ${x:1:3}', 'Hello HELLO ell\n'],
    ['echo $((2 + 3 * 4)) $((7 / 2)) $((-7 % 3)) $((1 << 4)) $((0x1f))', '14 3 -1 16 31\n'],
    ['i=5; echo $((i++)) $i $((i > 5 ? 1 : 0))', '5 6 1\n'],
    ['echo {a,b}{1..3} {01..03} x{,y}', 'a1 a2 a3 b1 b2 b3 01 02 03 x xy\n'],
    ['echo $(echo a; echo b) `echo c`', 'a b c\n'],
    ['echo ~ ~/x "~"', '/root /root/x ~\n'],
    ['cd manifests; echo *.yaml | wc -w; echo nothing*', '5\nnothing*\n'],
    ["a=(1 2 '3 4'); echo ${#a[@]} ${a[2]} ${a[-1]}; printf '<%s>' \"${a[@]}\"", '3 3 4 3 4\n<1><2><3 4>'],
    ['declare -A m=([k]=v [j]="a b"); echo ${m[j]} ${!m[@]}', 'a b k j\n'],
    ['set -- ; for x in "$@"; do echo no; done; echo $#', '0\n'],
    ['echo $\'a\\tb\' "\\$HOME"', 'a\tb $HOME\n'],
    ['x=v; y=x; echo ${!y}', 'v\n'],
  ])('%s', async (text, expected) => {
    expect(await out(text)).toBe(expected);
  });
});

describe('commands', () => {
  it.each([
    ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['for ((i = 0; i < 3; i++)); do echo -n $i; done', '012'],
    ['i=0; while true; do ((i++)); if [ $i -ge 3 ]; then break; fi; done; echo $i', '3\n'],
    ['until false; do echo once; break; done', 'once\n'],
    ['case web.yaml in *.json) echo j;; *.y?ml) echo y;; esac', 'y\n'],
    ['[[ web-3 =~ ^web-([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}', '3\n'],
    ['[[ abc == a* && ! -e nowhere ]] && echo yes', 'yes\n'],
    ['f() { local x=$1; echo "$x/$#"; return 3; }; f a b; echo $?', 'a/2\n3\n'],
    ['false || echo or; true && echo and; ! true; echo $?', 'or\nand\n1\n'],
    ['(cd /tmp; x=inner); echo ${x:-outer} $PWD', 'outer /root\n'],
    ['{ echo a; echo b; } | tac', 'b\na\n'],
    ['x=$(exit 4); echo $?', '4\n'],
    ['true | false | true; echo "${PIPESTATUS[@]}"', '0 1 0\n'],
    ['set -o pipefail; false | true; echo $?', '1\n'],
    ['eval "echo \\$((1+1))"', '2\n'],
    ["bash -c 'echo $0 $1' name arg", 'name arg\n'],
    ['read a b <<< "1 2 3"; echo "$a-$b"', '1-2 3\n'],
    ['while IFS=, read -r a b; do echo "$b$a"; done < <(printf "1,2\\n3,4\\n")', '21\n43\n'],
    ['printf "%-4s|%03d|%s\\n" a 7 x b 8 y', 'a   |007|x\nb   |008|y\n'],
    ['echo out; echo err >&2', 'out\n'],
    ['{ echo out; echo err >&2; } 2>&1 | sort', 'err\nout\n'],
    ['echo 1 > f; echo 2 >> f; cat < f; rm f; cat f 2>/dev/null || echo gone', '1\n2\ngone\n'],
    ['x=5; cat <<E\na $x $((x+1))\nE', 'a 5 6\n'],
    ["cat <<'E' | tr a-z A-Z\nno $x\nE", 'NO $X\n'],
    ['cat <<-E\n\tindented\n\tE', 'indented\n'],
    ['trap "echo bye" EXIT', ''],
    ['bash -c "set -e; false; echo no"; echo $?', '1\n'],
    ['bash -c "set -e; if false; then :; fi; false || true; echo yes"', 'yes\n'],
  ])('%s', async (text, expected) => {
    expect(await out(text)).toBe(expected);
  });

  it('gives aliases from the next line on', async () => {
    expect((await bench.run("alias hi='echo hello'\nhi you")).out).toBe('hello you\n');
  });
});

describe('text tools', () => {
  it.each([
    ["printf 'b 2\\na 10\\n' | sort -k2 -n | head -1", 'b 2\n'],
    ['echo \'{"a":[{"b":1},{"b":2}]}\' | jq -r ".a[].b" | paste -sd+ -', '1+2\n'],
    ["seq 5 | awk '{s+=$1} END {print s}'", '15\n'],
    ["printf 'a,b\\n' | cut -d, -f2 | tr b c", 'c\n'],
    ['echo grüße | base64 | base64 -d', 'grüße\n'],
    ['seq 10 | tail -n +9 | xargs -n1 echo n', 'n 9\nn 10\n'],
    ['echo web | xargs -I{} echo pod/{}', 'pod/web\n'],
    ["find manifests -name 'p*' -exec echo found {} \\;", 'found manifests/pod.yaml\n'],
    ['seq 3 | tee t | wc -l; cat t', '3\n1\n2\n3\n'],
    ['grep -c kind manifests/pod.yaml; grep -q nowhere manifests/pod.yaml; echo $?', '1\n1\n'],
    ['sed -i s/hello/bye/ manifests/pod.yaml; grep -m1 name manifests/pod.yaml', '  name: bye\n'],
  ])('%s', async (text, expected) => {
    expect(await out(text)).toBe(expected);
  });

  it('leave the input to the loop around them when they do not read it', async () => {
    expect(await out('seq 3 | while read n; do mkdir -p d/$n; basename d/$n; done')).toBe('1\n2\n3\n');
  });
});

describe('mistakes', () => {
  it.each([
    ['nosuch', 'bash: line 1: nosuch: command not found\n', 127],
    ['docker ps', 'bash: line 1: docker: command not found\n', 127],
    ['echo )', "bash: line 1: syntax error near unexpected token `)'\nbash: line 1: `echo )'\n", 2],
    [
      'echo a | | b',
      "bash: line 1: syntax error near unexpected token `|'\nbash: line 1: `echo a | | b'\n",
      2,
    ],
    ['cd nowhere', 'bash: line 1: cd: nowhere: No such file or directory\n', 1],
    ['echo x > nowhere/f', 'bash: line 1: nowhere/f: No such file or directory\n', 1],
    ['./manifests/pod.yaml', 'bash: line 1: ./manifests/pod.yaml: Permission denied\n', 126],
    ['cat nowhere', 'cat: nowhere: No such file or directory\n', 1],
    ['[ a -eq 1 ]', 'bash: line 1: [: a: integer expression expected\n', 2],
    ['echo $((1 / 0))', 'bash: line 1: 1 / 0: division by 0 (error token is "0")\n', 1],
    ['wait 77', 'bash: wait: pid 77 is not a child of this shell\n', 127],
  ])('%s', async (text, err, code) => {
    const ran = await bench.run(text);
    expect(ran.code).toBe(code);
    expect(ran.err).toBe(err);
  });

  it('nounset ends a script, with its exit code', async () => {
    const own = openShell();
    const ran = await own.run('set -u; echo $nowhere; echo after');
    expect(ran).toMatchObject({ out: '', err: 'bash: line 1: nowhere: unbound variable\n' });
    expect(own.shell.status).toBe(1);
  });
});
