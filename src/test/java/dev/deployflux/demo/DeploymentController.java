package dev.deployflux.demo;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.webflux.DeploymentView;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** One line of JSON for each deployment of a service, as pages arrive and as fast as the client reads. */
@RestController
final class DeploymentController {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentController.class);

    private final ServiceDeployments deployments;
    private final Account account;

    DeploymentController(ServiceDeployments deployments, Account account) {
        this.deployments = deployments;
        this.account = account;
    }

    @GetMapping(
            path = "/clusters/{cluster}/services/{service}/deployments",
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    Flux<DeploymentView> history(
            @PathVariable String cluster,
            @PathVariable String service,
            @RequestParam(defaultValue = "") Set<String> status) {
        return deployments
                .list(r -> r.cluster(cluster).service(service).statusWithStrings(status))
                .map(DeploymentView::of);
    }

    @ExceptionHandler({ServiceNotFoundException.class, ClusterNotFoundException.class})
    ProblemDetail notFound(EcsException error) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.NOT_FOUND,
                error.awsErrorDetails().errorMessage() + " There are " + account.contents() + ".");
    }

    @ExceptionHandler
    ProblemDetail badRequest(IllegalArgumentException error) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, error.getMessage());
    }

    /** What else ECS refuses, such as a status that it doesn't know, or what this account may not list. */
    @ExceptionHandler
    ProblemDetail refused(EcsException error) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.valueOf(error.statusCode()), error.getMessage());
    }

    @ExceptionHandler
    ProblemDetail noAnswer(SdkClientException error) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, "No answer from ECS. " + error.getMessage());
    }

    @EventListener
    void tellWhatToDo(WebServerInitializedEvent started) {
        LOG.info("Listing {}.", account.contents());
        LOG.info(
                "Try: curl -N localhost:{}/clusters/{}/services/{}/deployments",
                started.getWebServer().getPort(),
                account.exampleCluster(),
                account.exampleService());
    }
}
