package dev.deployflux.demo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Where this instance of the demo has a simulated account of its own: neither one of AWS nor that of another instance. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnBooleanProperty(name = "deployflux.demo.aws", havingValue = false, matchIfMissing = true)
@ConditionalOnProperty(name = "deployflux.demo.join", havingValue = "nobody", matchIfMissing = true)
@interface ConditionalOnOwnShop {}
