using System.Globalization;
using DbPerService.Standalone.Databases;
using DbPerService.Standalone.Links;

namespace DbPerService.Standalone;

/// <summary>The environment variables that configure a service here; the AppHost sets the same ones.</summary>
internal sealed class ServiceSettings(
    string service, Database database, Addresses servers, int? telemetryPort, string paymentTokenKey)
{
    public Dictionary<string, string> ForMigration()
    {
        var settings = Common(servers);
        AddConnections(settings, database.Preparation(servers.Database));
        return settings;
    }

    /// <param name="instance">Its name.</param>
    /// <param name="url">Where its API listens.</param>
    /// <param name="managementPort">Where its operators' endpoints listen.</param>
    /// <param name="links">Its own way to the servers; null for the direct one.</param>
    public Dictionary<string, string> ForInstance(string instance, string url, int managementPort, LinkSwitchboard? links)
    {
        var settings = Common(links?.Between(instance, servers) ?? servers);
        if (links is not null)
        {
            // Nobody measures lag through links, and several such systems are to fit on one machine: fewer fetches.
            settings["Messaging__Kafka__FetchWait"] = "00:00:00.020";
            // What was published stays readable until a run of chaos is judged.
            settings["Messaging__Redis__Retention"] = "01:00:00";
        }

        settings["ASPNETCORE_URLS"] = url;
        settings["Management__Port"] = managementPort.ToString(CultureInfo.InvariantCulture);
        if (Topology.ExchangePaymentTokens.Contains(service))
            settings[$"{service}__PaymentTokenKey"] = paymentTokenKey;
        settings["OTEL_SERVICE_NAME"] = service;
        settings["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}";
        if (telemetryPort is { } port)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}";
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }

        return settings;
    }

    Dictionary<string, string> Common(Addresses addresses)
    {
        Dictionary<string, string> settings = new()
        {
            [$"{service}__Database"] = database.Kind,
            ["ConnectionStrings__kafka"] = $"127.0.0.1:{addresses.Kafka}",
            // The mock broker never wakes a waiting fetch, so the wait is the delay; and it looks for dead group members once a second,
            // so a short session is what gives a restarted service its partitions back in a second or two. See docs/standalone.md.
            ["Messaging__Kafka__FetchWait"] = "00:00:00.003",
            ["Messaging__Kafka__SessionTimeout"] = "00:00:01.500",
            // How long a client waits for an answer to a join that such a broker has dropped.
            ["Messaging__Kafka__Client__max_poll_interval_ms"] = "15000",
            // The broker's topics are made with it.
            ["Messaging__Kafka__CreateTopics"] = "false",
            // Nobody edits a running service's settings files here, and watching for it costs.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        AddConnections(settings, database.Runtime(addresses.Database));
        return settings;
    }

    static void AddConnections(Dictionary<string, string> settings, Dictionary<string, string> connections)
    {
        foreach (var (name, text) in connections)
            settings[$"ConnectionStrings__{name}"] = text;
    }
}
