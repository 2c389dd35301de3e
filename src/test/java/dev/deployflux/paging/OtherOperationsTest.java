package dev.deployflux.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.SharedLoops;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DaemonDeploymentSummary;
import software.amazon.awssdk.services.ecs.model.ListDaemonDeploymentsResponse;
import software.amazon.awssdk.services.sso.SsoAsyncClient;
import software.amazon.awssdk.services.sso.model.AccountInfo;
import software.amazon.awssdk.services.sso.model.ListAccountsResponse;

/** Operations that deployflux doesn't know, of two services and two protocols, by the SDK's own clients over HTTP. */
@ExtendWith(SharedLoops.class)
class OtherOperationsTest {

    /** Two pages, told apart by where each protocol puts its token. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::answer).bindNow();

    @AfterEach
    void stop() {
        server.disposeNow(Duration.ofSeconds(5));
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            boolean second = (request.uri() + body).contains("second");
            asked.add(second ? "second" : "first");
            String json = request.uri().contains("/accounts") ? accounts(second) : daemonDeployments(second);
            return response.header("Content-Type", "application/x-amz-json-1.1")
                    .sendString(Mono.just(json))
                    .then();
        });
    }

    private static String accounts(boolean second) {
        return second
                ? "{\"accountList\":[{\"accountId\":\"3\"}]}"
                : "{\"accountList\":[{\"accountId\":\"1\"},{\"accountId\":\"2\"}],\"nextToken\":\"second\"}";
    }

    private static String daemonDeployments(boolean second) {
        return second
                ? "{\"daemonDeployments\":[{\"daemonDeploymentArn\":\"3\"}]}"
                : "{\"daemonDeployments\":[{\"daemonDeploymentArn\":\"1\"},{\"daemonDeploymentArn\":\"2\"}],"
                        + "\"nextToken\":\"second\"}";
    }

    @Test
    void daemonDeploymentsArePaged() {
        try (EcsAsyncClient client = EcsAsyncClient.builder()
                .endpointOverride(uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build()) {
            Flux<DaemonDeploymentSummary> rows = Pages.of(
                            token -> Mono.fromFuture(() -> client.listDaemonDeployments(r -> r.nextToken(token))),
                            ListDaemonDeploymentsResponse::nextToken)
                    .items(ListDaemonDeploymentsResponse::daemonDeployments);

            assertThat(rows.map(DaemonDeploymentSummary::daemonDeploymentArn)
                            .collectList()
                            .block())
                    .containsExactly("1", "2", "3");
            assertThat(asked).containsExactly("first", "second");
        }
    }

    @Test
    void anotherServiceIsPaged() {
        try (SsoAsyncClient client = SsoAsyncClient.builder()
                .endpointOverride(uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            Flux<AccountInfo> accounts = Pages.of(
                            token -> Mono.fromFuture(() -> client.listAccounts(
                                    r -> r.accessToken("token").nextToken(token))),
                            ListAccountsResponse::nextToken)
                    .readAhead(0)
                    .items(ListAccountsResponse::accountList);

            assertThat(accounts.map(AccountInfo::accountId)
                            .take(2)
                            .collectList()
                            .block())
                    .containsExactly("1", "2");
            assertThat(asked).as("two accounts need one page").containsExactly("first");
            assertThat(accounts.count().block()).isEqualTo(3);
        }
    }
}
