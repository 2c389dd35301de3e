package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** The tests run on the versions that the profile {@code oldest-versions} names, and not on those of the build. */
class VersionsTest {

    private static String jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    @Test
    @EnabledIfSystemProperty(named = "deployflux.oldest-reactor", matches = ".+")
    void reactorIsTheOldest() {
        String version = System.getProperty("deployflux.oldest-reactor");
        assertThat(jarOf(Flux.class)).endsWith("/reactor-core-" + version + ".jar");
    }

    @Test
    @EnabledIfSystemProperty(named = "deployflux.oldest-aws-sdk", matches = ".+")
    void theSdkIsTheOldest() {
        String version = System.getProperty("deployflux.oldest-aws-sdk");
        assertThat(jarOf(EcsAsyncClient.class)).endsWith("/ecs-" + version + ".jar");
        assertThat(jarOf(SdkPojo.class)).endsWith("/sdk-core-" + version + ".jar");
        assertThat(jarOf(NettyNioAsyncHttpClient.class)).endsWith("/netty-nio-client-" + version + ".jar");
    }
}
