package dev.deployflux.webflux;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What a native image has to keep for Jackson: everything that is written as JSON, with all that is in it; the
 * builders are what a feed's store keeps. Public for
 * Spring, which makes it.
 */
public final class JsonHints implements RuntimeHintsRegistrar {

    /** For Spring. */
    public JsonHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
        binding.registerReflectionHints(hints.reflection(), DeploymentView.class, FeedHealthView.class);
        binding.registerReflectionHints(
                hints.reflection(),
                ServiceDeploymentBrief.serializableBuilderClass(),
                ServiceDeployment.serializableBuilderClass());
        hints.reflection().registerType(WireSerializer.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
