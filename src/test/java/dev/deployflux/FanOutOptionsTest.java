package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.fixture.ScriptedAccount;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a fan-out may be asked for. */
class FanOutOptionsTest {

    private final ScriptedAccount account = new ScriptedAccount();

    @Test
    void aRequestForOneServiceIsRefused() {
        ServiceDeployments deployments = account.deployments();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.listAll(Flux.empty(), r -> r.service("web"), FanOutOptions.create()))
                .withMessageContaining("leave them unset");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.listAll(Flux.empty(), r -> r.cluster("prod"), FanOutOptions.create()))
                .withMessageContaining("the cluster prod");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.listAll(Flux.empty(), r -> r.nextToken("100"), FanOutOptions.create()))
                .withMessageContaining("nextToken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.listAll(Flux.empty(), r -> r.maxResults(101), FanOutOptions.create()))
                .withMessageContaining("1 to 100 rows");
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOutOptions.builder().concurrency(0))
                .withMessageContaining("write 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FanOutOptions.builder().lookahead(0))
                .withMessageContaining("write 1");
    }

    @Test
    void optionsCanBeChanged() {
        FanOutOptions options = FanOutOptions.builder()
                .concurrency(3)
                .lookahead(5)
                .orderedByCluster(true)
                .failFast()
                .build();

        FanOutOptions same = options.toBuilder().build();
        assertThat(same).usingRecursiveComparison().isEqualTo(options);
        assertThat(options.toBuilder().concurrency(4).build().concurrency).isEqualTo(4);
    }
}
