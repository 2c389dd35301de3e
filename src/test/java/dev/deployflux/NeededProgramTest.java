package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeededProgramTest {

    private static final NeededProgram LATHE = new NeededProgram("DEPLOYFLUX_LATHE", "LEFT OUT: apt-get install lathe");

    @Test
    void withTheProgramTheTestsAreRun() {
        assertThat(LATHE.decide(Optional.of("lathe"), null).isDisabled()).isFalse();
        assertThat(LATHE.decide(Optional.of("lathe"), "required").isDisabled()).isFalse();
    }

    @Test
    void withoutItTheyAreLeftOutWithAReason() {
        var result = LATHE.decide(Optional.empty(), null);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).contains("LEFT OUT: apt-get install lathe");
    }

    @Test
    void whereTheyAreRequiredTheyFail() {
        assertThatThrownBy(() -> LATHE.decide(Optional.empty(), "required"))
                .hasMessageContaining("DEPLOYFLUX_LATHE")
                .hasMessageContaining("apt-get install lathe");
    }

    @Test
    void itIsLookedForOnThePath() {
        assertThat(NeededProgram.find("DEPLOYFLUX_NO_SUCH_VARIABLE", "no-such-program", "sh"))
                .get()
                .asString()
                .endsWith("sh");
        assertThat(NeededProgram.find("DEPLOYFLUX_NO_SUCH_VARIABLE", "no-such-program"))
                .isEmpty();
    }

    @Test
    void aFolderOrAFileThatIsNoProgramIsNotTakenForIt(@TempDir Path home) throws IOException {
        Path folder = Files.createDirectory(home.resolve("folder"));
        Files.createDirectory(folder.resolve("lathe"));
        Path file = Files.createDirectory(home.resolve("file"));
        Files.createFile(file.resolve("lathe"));
        Path good = Files.createDirectory(home.resolve("good"));
        Path program = Files.createFile(good.resolve("lathe"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String path = String.join(File.pathSeparator, folder.toString(), file.toString(), good.toString());

        assertThat(NeededProgram.find(null, path, List.of("drill", "lathe"))).contains(program);
        assertThat(NeededProgram.find(program.toString(), "/", List.of("drill")))
                .contains(program);
        assertThat(NeededProgram.find(folder.toString(), path, List.of("lathe")))
                .isEmpty();
    }
}
