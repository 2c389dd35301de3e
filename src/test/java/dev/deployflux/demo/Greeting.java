package dev.deployflux.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells what to do with the demo, once it listens. */
@Component
final class Greeting {

    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private final Account account;
    private final boolean replicas;

    Greeting(Account account, @Value("${deployflux.replicas.enabled:false}") boolean replicas) {
        this.account = account;
        this.replicas = replicas;
    }

    @EventListener
    void tellWhatToDo(WebServerInitializedEvent started) {
        int port = started.getWebServer().getPort();
        LOG.info("Listing {}.", account.contents());
        LOG.info("Open: http://localhost:{}/", port);
        if (replicas) {
            LOG.info("Kill: kill -9 {}", ProcessHandle.current().pid());
        }
        LOG.info(
                "Try: curl -N localhost:{}/clusters/{}/services/{}/deployments",
                port,
                account.exampleCluster(),
                account.exampleService());
    }
}
