package dev.graft.models.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.graft.tensors.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates come with models of strangers: none may hang, exhaust the memory or fail otherwise than by a refusal. */
class HostileTemplateTest {
    private static final Duration SECONDS = Duration.ofSeconds(10);

    static Stream<String> hostile() {
        return Stream.of(
                "{{ 'x' * 2000000000 }}",
                "{{ 'x' * 9223372036854775807 }}",
                "{{ ['x'] * 2000000000 }}",
                "{{ 2000000000 * ('x', 'y') }}",
                "{{ 'x' | indent(2000000000, true) }}",
                "{{ ('a\n' * 100000) | indent('b' * 100000) }}",
                "{{ [1] | tojson(indent=2000000000) }}",
                "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}",
                "{{ ('a' * 100000).replace('', 'b' * 100000) }}",
                "{{ ('a' * 100000) | join('b' * 100000) }}",
                "{{ ('b' * 100000).join('a' * 100000) }}",
                "{{ 1.5 | round(2000000000) }}{{ range(1000000000) }}",
                "{% for i in range(10 ** 9) %}{% endfor %}",
                "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
                "{% for i in range(100000) %}{% for j in range(100000) if false %}{% endfor %}{% endfor %}",
                "{% for i in range(100000) %}{{ range(100000) | length }}{% endfor %}",
                "{% set s = 'x' * 1000000 %}{% for i in range(100000) %}{{ s | length }}{% endfor %}",
                "{% set s = 'x' * 1000000 %}{% for i in range(100000) %}{{ s == s ~ '' }}{% endfor %}",
                "{% set s = 'x' * 1000000 %}{% for i in range(100000) %}{{ s[5] }}{{ 'y' in s }}{% endfor %}",
                "{% set s = 'x' * 1000000 %}{% for i in range(100000) %}{{ s.strip('y') }}{% endfor %}",
                "{% set n = namespace(s='x') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = n.l + n.l %}{% endfor %}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l|tojson }}",
                "{% set n = namespace(l=[1], m=[1]) %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}{% set n.m = [n.m, n.m] %}"
                        + "{% endfor %}{{ n.l == n.m }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l + 1 }}",
                "{% set n = namespace(l=[1]) %}{% for i in range(99) %}{% set n.l = (n.l, n.l) %}{% endfor %}{{ {n.l: 1} }}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
                "{% macro f(a=f()) %}x{% endmacro %}{{ f() }}",
                "{{ '" + "a".repeat(900_000) + "' + 1 }}",
                "{{ \"" + "\\n".repeat(400_000) + "\" + 1 }}",
                "{{ " + "(".repeat(100_000) + " }}",
                "{{ " + "[".repeat(100_000) + "]".repeat(100_000) + " }}",
                "{{ " + "not ".repeat(100_000) + "1 }}",
                "{{ " + "-".repeat(100_000) + "1 }}",
                "{{ 1" + " + 1".repeat(100_000) + " }}",
                "{{ 1" + " and 1".repeat(100_000) + " }}",
                "{{ 1" + " if 1 else 1".repeat(50_000) + " }}",
                "{{ 1" + " < 1".repeat(100_000) + " }}",
                "{{ a" + ".a".repeat(100_000) + " }}",
                "{{ a" + "[a".repeat(100_000) + " }}",
                "{{ 'a'" + "|trim".repeat(100_000) + " }}",
                "{% if 1 %}".repeat(50_000),
                "{% for i in [] %}".repeat(50_000),
                "{% if 0 %}" + "{% elif 0 %}".repeat(50_000) + "{% endif %}",
                "{% macro f() %}".repeat(50_000),
                "x".repeat(2_000_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void endsInARefusal(String template) {
        String message = assertTimeout(
                SECONDS,
                () -> assertThrows(
                                InvalidInputException.class,
                                () -> Template.parse(template).render(Map.of()),
                                () -> template.substring(0, Math.min(200, template.length())))
                        .getMessage());
        assertTrue(message.length() < 1000, message);
    }

    static Stream<String> broken() {
        return Stream.of(
                "{% break %}",
                "{% continue %}",
                "{% for i in [1] %}{% macro f() %}{% break %}{% endmacro %}{% endfor %}",
                "{{ range() }}",
                "{{ range(1, 2, 0) }}",
                "{{ range(1, 9223372036854775807) }}",
                "{{ '\\UFFFFFFFF' }}",
                "{{ '\\ud800' }}",
                "{{ 'abc'[::0] }}",
                "{{ 9223372036854775807 + 1 }}",
                "{{ -9223372036854775807 - 2 }}",
                "{{ 99999999999999999999 }}",
                "{{ [1].99999999999999999999 }}",
                "{{ 4 is divisibleby 0 }}",
                "{{ loop.cycle() }}",
                "{% for i in [1] %}{{ loop.cycle() }}{% endfor %}",
                "{% for i in [1] %}{% set loop.index = 3 %}{% endfor %}",
                "{{ namespace(1) }}",
                "{{ [3, 'a'] | sort }}",
                "{{ ['nan' | float, 1.0, 2.0] | sort }}",
                "{{ {[]: 1} }}",
                "{{ [[]] | unique | list }}",
                "{{ 'a' | round }}",
                "{{ 'a'.split('') }}",
                "{{ a.b }}",
                "{{ a.'b' }}",
                "{{ 'a' | map }}",
                "{{ {'a': range} | tojson }}");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatIsBrokenIsRefusedWithItsLine(String template) {
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> Template.parse("\n" + template).render(Map.of()),
                        template)
                .getMessage();
        assertTrue(message.startsWith("line 2: "), message);
    }

    @Test
    void largeNumbersThatMeanNothingLargeAreUnderstood() {
        assertEquals(
                "bcd||c|  a|a| ba",
                Template.parse(
                                "{{ 'abcd'[1:2147483647] }}|{{ 'abcd'[9223372036854775807] }}|{{ 'abcd'[2::2147483647] }}|"
                                        + "{{ 'a' | indent(2, true) }}|{{ 'a' | indent(-1) }}| {{ 'ab'[::-1] }}")
                        .render(Map.of()));
    }

    /** A genuine template's work grows with the conversation, and may. */
    @Test
    void aLongConversationIsWritten() {
        String template =
                "{% set ns = namespace(all='') %}{% for m in messages %}{% set ns.all = m.content.split('</think>')[-1].lstrip('\n') %}"
                        + "{{ '<|im_start|>' + m.role + '\n' + ns.all | trim + '<|im_end|>\n' }}{% endfor %}";
        List<Object> messages = Stream.<Object>generate(
                        () -> Map.of("role", "user", "content", "some words </think> and more ".repeat(500)))
                .limit(1000)
                .toList();
        assertTrue(Template.parse(template).render(Map.of("messages", messages)).length() > 10_000);
    }
}
