package io.podhelpers.k8s;

import io.podhelpers.testcontainers.pod.manifest.ContainerSecurity;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.PodSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The level "restricted" of the Pod Security Standards (which includes "baseline") as far as these manifests can
/// break it; each complaint begins with the name of the control.
///
/// Volume types, host paths, SELinux, AppArmor, /proc mounts and Windows are not checked here: the strict manifests
/// know no field for them beyond the volume types that "restricted" allows.
final class RestrictedRules {
    private static final Set<String> SAFE_SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");

    private final List<String> complaints = new ArrayList<>();

    private RestrictedRules() {}

    static List<String> complaintsAbout(Pod pod) {
        RestrictedRules rules = new RestrictedRules();
        rules.checkPod(pod);
        pod.spec().allContainers().forEach(container -> rules.checkContainer(pod, container));
        return rules.complaints;
    }

    private void checkPod(Pod pod) {
        var host = pod.spec().hostAccess();
        require(!host.network() && !host.pid() && !host.ipc(), "Host Namespaces", pod.name());
        pod.spec()
                .security()
                .sysctls()
                .keySet()
                .forEach(name -> require(SAFE_SYSCTLS.contains(name), "Sysctls", pod.name() + " sets " + name));
        require(isNotRoot(pod.spec().security().runAsUser()), "Running as Non-root user", pod.name());
    }

    private void checkContainer(Pod pod, ContainerSpec container) {
        PodSecurity ofPod = pod.spec().security();
        ContainerSecurity security = container.security();
        String where = pod.name() + "/" + container.name();
        require(!security.privileged(), "Privileged Containers", where);
        require(container.ports().stream().allMatch(port -> port.hostPort().isEmpty()), "Host Ports", where);
        require(
                security.allowPrivilegeEscalation().equals(Optional.of(false)),
                "Privilege Escalation",
                where + ": allowPrivilegeEscalation is not false");
        require(
                security.runAsNonRoot().or(ofPod::runAsNonRoot).equals(Optional.of(true)),
                "Running as Non-root",
                where + ": runAsNonRoot is not true");
        require(isNotRoot(security.runAsUser()), "Running as Non-root user", where);
        require(
                security.seccompProfile().or(ofPod::seccompProfile).equals(Optional.of("RuntimeDefault")),
                "Seccomp",
                where + ": seccompProfile is not RuntimeDefault");
        require(
                security.dropCapabilities().contains("ALL")
                        && Set.of("NET_BIND_SERVICE").containsAll(security.addCapabilities()),
                "Capabilities",
                where + ": drops " + security.dropCapabilities() + ", adds " + security.addCapabilities());
    }

    private static boolean isNotRoot(Optional<Long> user) {
        return user.isEmpty() || user.get() != 0;
    }

    private void require(boolean fulfilled, String control, String what) {
        if (!fulfilled) {
            complaints.add(control + ": " + what);
        }
    }
}
