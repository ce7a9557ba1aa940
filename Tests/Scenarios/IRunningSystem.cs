namespace DbPerService.Tests.Scenarios;

/// <summary>The whole system, whoever runs it.</summary>
public interface IRunningSystem
{
    /// <summary>Kafka's bootstrap servers.</summary>
    string Kafka { get; }

    /// <summary>A client of a service, by its name.</summary>
    HttpClient Client(string service);

    /// <summary>A client of a service's management port.</summary>
    HttpClient Management(string service);

    /// <summary>Ends a service and keeps it ended until <see cref="StartServiceAsync"/>.</summary>
    Task StopServiceAsync(string service);

    Task StartServiceAsync(string service);

    /// <summary>Ends a service's database server and keeps it ended until <see cref="StartDatabaseAsync"/>.</summary>
    Task StopDatabaseAsync(string service);

    Task StartDatabaseAsync(string service);

    /// <summary>Ends the broker the hard way; it comes back without what it held.</summary>
    Task RestartKafkaAsync();
}
