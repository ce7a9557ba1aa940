namespace DbPerService.Tests.Scenarios;

/// <summary>The whole running system, on any host.</summary>
public interface IRunningSystem
{
    /// <summary>Kafka's bootstrap servers.</summary>
    string Kafka { get; }

    /// <summary>A client of a service, by its name.</summary>
    HttpClient Client(string service);

    /// <summary>A client of a service's management port.</summary>
    HttpClient Management(string service);

    /// <summary>Stops a service until <see cref="StartServiceAsync"/>.</summary>
    Task StopServiceAsync(string service);

    Task StartServiceAsync(string service);

    /// <summary>Stops a service's database server until <see cref="StartDatabaseAsync"/>.</summary>
    Task StopDatabaseAsync(string service);

    Task StartDatabaseAsync(string service);

    /// <summary>Kills the broker; it comes back empty.</summary>
    Task RestartKafkaAsync();
}
