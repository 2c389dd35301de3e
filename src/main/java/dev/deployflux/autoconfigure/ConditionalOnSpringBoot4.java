package dev.deployflux.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * Switches an auto-configuration on where a class is there that Spring Boot has had since 4.0, unless {@code
 * deployflux.enabled} is {@code false}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnClass(name = "org.springframework.boot.EnvironmentPostProcessor")
@ConditionalOnBooleanProperty(name = "deployflux.enabled", matchIfMissing = true)
@interface ConditionalOnSpringBoot4 {}
