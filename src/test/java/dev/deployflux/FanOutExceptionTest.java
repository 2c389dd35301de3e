package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ScriptedAccount;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What is read of services that failed. */
class FanOutExceptionTest {

    private final ScriptedAccount account = new ScriptedAccount();

    @Test
    void oneFailureIsNamedAsOne() {
        account.cluster("prod", 2, 1).denying("prod/s2");

        StepVerifier.create(account.listAll(FanOutOptions.create()))
                .expectNextCount(1)
                .verifyErrorSatisfies(
                        error -> assertThat(error).hasMessageStartingWith("A service could not be listed: prod/s2"));
    }

    @Test
    void aMessageNamesTenAndCountsTheOthers() {
        account.cluster("prod", 25, 1)
                .denying(
                        IntStream.rangeClosed(1, 25).mapToObj(i -> "prod/s" + i).toArray(String[]::new));

        StepVerifier.create(account.listAll(FanOutOptions.create())).verifyErrorSatisfies(error -> {
            assertThat(error).hasMessageStartingWith("25 services").hasMessageEndingWith("; and 15 more");
            assertThat(((FanOutException) error).failures()).hasSize(25);
        });
    }

    @Test
    void aSerializedCopyHasTheMessageAndNoFailures() throws IOException, ClassNotFoundException {
        FanOutException failed = new FanOutException(
                List.of(new ServiceFailure(new ServiceRef("prod", "s2"), new IllegalStateException("not allowed"))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(failed);

        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).isInstanceOfSatisfying(FanOutException.class, it -> assertThat(it.failures())
                .isEmpty());
        assertThat((Throwable) copy).hasMessage(failed.getMessage());
    }
}
