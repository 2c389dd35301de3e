package dev.deployflux.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationsInGuideTest {

    @ParameterizedTest
    @EnumSource
    void whatTheGuideShowsIsWhatIsTested(ReverseProxy kind) throws IOException {
        String name = kind.name().toLowerCase(Locale.ROOT);
        Matcher shown = Pattern.compile("```" + name + "\n(.+?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("src", "docs", "web.md")));
        assertThat(shown.find()).isTrue();

        assertThat(lines(RunningProxy.template(kind))).containsAll(lines(shown.group(1)));
    }

    @Test
    void whatTheGuideShowsBeforeReplicasIsWhatTheProofHas() throws IOException {
        assertThat(Files.readString(Path.of("src", "docs", "web.md")))
                .contains("```haproxy\n" + RunningProxy.CHECKS + "```");
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).toList();
    }
}
