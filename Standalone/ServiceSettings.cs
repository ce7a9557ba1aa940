using System.Globalization;
using DbPerService.Contracts;
using DbPerService.Standalone.Databases;
using DbPerService.Standalone.Links;

namespace DbPerService.Standalone;

/// <summary>The environment variables that configure a service here; the AppHost sets the same ones.</summary>
sealed class ServiceSettings(
    SystemService service, DatabaseAccess database, Addresses servers, int? telemetryPort, string paymentTokenKey)
{
    public Dictionary<string, string> ForMigration()
    {
        var settings = Common(servers);
        AddConnections(settings, database.Preparation(servers.Database));
        return settings;
    }

    /// <param name="instance">Its name.</param>
    /// <param name="url">The address of its API.</param>
    /// <param name="managementPort">Its management port.</param>
    /// <param name="links">Its own links to the servers; null for direct connections.</param>
    public Dictionary<string, string> ForInstance(string instance, string url, int managementPort, LinkSwitchboard? links)
    {
        var settings = Common(links?.Between(instance, servers) ?? servers);
        if (links is not null)
        {
            // Nobody measures lag through links, and several such systems should fit on one machine: fewer fetches.
            settings["Messaging__Kafka__FetchWait"] = "00:00:00.020";
            // Published events stay readable until a chaos run is checked.
            settings["Messaging__Redis__Retention"] = "01:00:00";
        }

        settings["ASPNETCORE_URLS"] = url;
        settings["Management__Port"] = managementPort.ToString(CultureInfo.InvariantCulture);
        if (service.ExchangesPaymentTokens)
        {
            settings[$"{service.Name}__PaymentTokenKey"] = paymentTokenKey;
        }
        settings["OTEL_SERVICE_NAME"] = service.Name;
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
            [$"{service.Name}__Database"] = database.Kind,
            ["ConnectionStrings__kafka"] = $"127.0.0.1:{addresses.Kafka}",
            // The development broker does not wake a waiting fetch, so the wait is the delay; and it checks for dead members once per second,
            // so a short session returns a restarted service's partitions within a second or two. See docs/standalone.md.
            ["Messaging__Kafka__FetchWait"] = "00:00:00.003",
            ["Messaging__Kafka__SessionTimeout"] = "00:00:01.500",
            // How long a client waits for the response to a join that the development broker has dropped.
            ["Messaging__Kafka__Client__max_poll_interval_ms"] = "15000",
            // The engine creates the topics.
            ["Messaging__Kafka__CreateTopics"] = "false",
            // Nobody edits the settings files of a running service here, and watching them costs CPU.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        AddConnections(settings, database.Runtime(addresses.Database));
        return settings;
    }

    static void AddConnections(Dictionary<string, string> settings, Dictionary<string, string> connections)
    {
        foreach (var (name, text) in connections)
        {
            settings[$"ConnectionStrings__{name}"] = text;
        }
    }
}
