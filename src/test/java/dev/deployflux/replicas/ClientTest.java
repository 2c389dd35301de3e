package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTest {

    private final Client client = new Client("client");

    private void hear(String id, String kind, String text) {
        assertThat(client.hear("", List.of("entry", "", id, kind, text))).isTrue();
    }

    @Test
    void whoLeavesWithinItsSnapshotBeginsAnew() {
        hear("0-0", "Reset", "-");
        hear("a-41", "Seen", "{}");
        assertThat(client.place()).isEqualTo("-");
    }

    @Test
    void whoIsLiveGoesOnBehindAllThatItsSnapshotStandsFor() {
        hear("0-0", "Reset", "-");
        hear("a-41", "Seen", "{}");
        hear("a-42", "Live", "-");
        assertThat(client.place()).isEqualTo("a-42");

        hear("a-43", "Changed", "{}");
        hear("a-43", "StoreFailing", "-");
        assertThat(client.place()).isEqualTo("a-43");
    }

    @Test
    void nothingIsBehindAnEmptySnapshotWhateverWasBefore() {
        hear("0-0", "Reset", "-");
        hear("a-42", "Live", "-");
        hear("0-0", "Reset", "-");
        hear("0-0", "Live", "-");
        assertThat(client.place()).isEqualTo("-");
    }
}
