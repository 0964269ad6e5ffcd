package io.podhelpers.k8s.guide;

import io.podhelpers.testcontainers.pod.manifest.ConfigMap;
import io.podhelpers.testcontainers.pod.manifest.Manifest;
import io.podhelpers.testcontainers.pod.manifest.Namespace;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.Secret;
import io.podhelpers.testcontainers.pod.manifest.Service;
import io.podhelpers.testcontainers.pod.manifest.Workload;
import java.util.Comparator;

/// How kubectl writes the names of objects, and in which order it applies what kustomize gives it.
final class KubectlNames {
    static final Comparator<Manifest> ORDER = Comparator.<Manifest>comparingInt(KubectlNames::rank)
            .thenComparing(object -> object.metadata().name());

    private KubectlNames() {}

    static String of(Manifest object) {
        return kindOf(object) + "/" + object.metadata().name();
    }

    static String kindOf(Manifest object) {
        return switch (object) {
            case Namespace _ -> "namespace";
            case ConfigMap _ -> "configmap";
            case Secret _ -> "secret";
            case Service _ -> "service";
            case Workload workload ->
                switch (workload.kind()) {
                    case DEPLOYMENT -> "deployment.apps";
                    case STATEFUL_SET -> "statefulset.apps";
                };
            case Pod _ -> "pod";
        };
    }

    private static int rank(Manifest object) {
        return switch (object) {
            case Namespace _ -> 0;
            case ConfigMap _ -> 1;
            case Secret _ -> 2;
            case Service _ -> 3;
            case Workload workload -> workload.kind() == Workload.Kind.DEPLOYMENT ? 4 : 5;
            case Pod _ -> 6;
        };
    }
}
