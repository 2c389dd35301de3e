package dev.deployflux.operations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Needs Prometheus; where there is none it is left out, or fails if {@code DEPLOYFLUX_PROMETHEUS} is {@code required}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PrometheusCondition.class)
public @interface PrometheusTest {}
