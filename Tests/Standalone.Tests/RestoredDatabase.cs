using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using DbPerService.Contracts;
using DbPerService.Testing;
using Npgsql;

namespace DbPerService.Tests.Standalone;

/// <summary>One service's PostgreSQL, restored by following docs/operations.md.</summary>
sealed class RestoredDatabase
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly StandaloneSystem _system;
    readonly string _service;
    readonly string _engine;
    readonly string _data;
    readonly int _port;
    readonly PostgresTools _tools;

    public RestoredDatabase(StandaloneSystem system, string service)
    {
        (_system, _service, _engine) = (system, service, system.DatabaseOf(service));
        _data = system.Engine(_engine).GetProperty("dataFolder").GetString()!;
        _port = system.Engine(_engine).GetProperty("port").GetInt32();
        _tools = new PostgresTools(_port, Password("postgres"), _data);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    string Archive => Path.Combine(_system.StateFolder, _service + "-archive");

    string Copy => Path.Combine(_system.StateFolder, _service + "-base");

    string Dump => Path.Combine(_system.StateFolder, _service + ".dump");

    /// <summary>Archives the log from here on, which the server does after a restart.</summary>
    public async Task ArchiveAsync()
    {
        Directory.CreateDirectory(Archive);
        await _tools.OwnAsync(Archive);
        await ScalarAsync("ALTER SYSTEM SET archive_mode = on");
        await ScalarAsync($"ALTER SYSTEM SET archive_command = 'test ! -f {Archive}/%f && cp %p {Archive}/%f'");
        await _system.KillAsync(_engine);
        await Eventually.IsTrue(async () => await ScalarAsync("SHOW archive_mode") is "on", Cancelled, Limit);
        await _system.HealthyAgainAsync(_service);
    }

    public Task BaseBackupAsync() => _tools.BaseBackupAsync(Copy);

    public Task DumpAsync() => _tools.RunAsync("pg_dump", "--format=custom", $"--file={Dump}", _service);

    /// <summary>The server's time, as a recovery target.</summary>
    public async Task<string> NowAsync() => (string)(await ScalarAsync("SELECT clock_timestamp()::text"))!;

    /// <summary>Waits until everything that is committed is in the archive.</summary>
    public async Task ArchivedAsync()
    {
        var file = (string)(await ScalarAsync("SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Eventually.IsTrue(() => Task.FromResult(File.Exists(Path.Combine(Archive, file))), Cancelled, Limit);
    }

    /// <summary>Ends the service and destroys its database server.</summary>
    public async Task LoseAsync()
    {
        await _system.StopServiceAsync(_service);
        await _system.StopDatabaseAsync(_service);
        Directory.Move(_data, _data + ".lost");
    }

    /// <summary>Restores the base backup and replays the archived log up to a time.</summary>
    public async Task RecoverAsync(string moment)
    {
        await File.AppendAllTextAsync(
            Path.Combine(Copy, "postgresql.auto.conf"),
            $"""
            restore_command = 'cp {Archive}/%f %p'
            recovery_target_time = '{moment}'
            recovery_target_action = 'promote'

            """,
            Cancelled);
        await File.WriteAllTextAsync(Path.Combine(Copy, "recovery.signal"), "", Cancelled);
        Directory.Move(Copy, _data);
        await new PostgresTools(_port, "", _data + ".lost").OwnAsync(_data);
        _system.ReleaseDatabase(_service);
        await Eventually.IsTrue(async () => await ScalarAsync("SELECT pg_is_in_recovery()") is false, Cancelled, Limit);
    }

    /// <summary>Creates a new cluster with the service's logins and loads the dump into it.</summary>
    public async Task LoadDumpAsync(string project)
    {
        _system.ReleaseDatabase(_service);
        await Eventually.IsTrue(async () => await ScalarAsync("SELECT 1", "postgres") is 1, Cancelled, Limit);
        await MigrateAsync(project);
        await _tools.RunAsync("dropdb", "--force", _service);
        await _tools.RunAsync("createdb", $"--owner={_service}_migrator", _service);
        await _tools.RunAsync(
            "pg_restore", "--single-transaction", "--no-owner", $"--role={_service}_migrator", $"--dbname={_service}", Dump);
        await MigrateAsync(project);
    }

    /// <summary>
    /// Moves the service's consumer group back to the topics' beginning, as kafka-consumer-groups.sh does for a group without members.
    /// The development broker accepts offsets from members only.
    /// </summary>
    public void MoveGroupBack(params string[] topics)
    {
        List<TopicPartition> assigned = [];
        using var member = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig
        {
            BootstrapServers = _system.Kafka,
            GroupId = _service,
            EnableAutoCommit = false,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
            SessionTimeoutMs = 1500, // as the services here: the broker waits as long for a member that has left
            HeartbeatIntervalMs = 300,
        }).SetLogHandler((_, _) => { }).SetPartitionsAssignedHandler((_, partitions) => assigned = partitions).Build();
        member.Subscribe(topics);
        var started = TimeProvider.System.GetTimestamp();
        while (assigned.Count < topics.Length * SystemMap.Partitions)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"{assigned.Count} partitions are assigned after {Limit}.");
            member.Consume(TimeSpan.FromMilliseconds(50));
        }

        member.Commit(assigned.Select(partition => new TopicPartitionOffset(
            partition, member.QueryWatermarkOffsets(partition, Limit).Low)));
        member.Close();
    }

    /// <summary>Queries the service's database, or another one of its server, as the administrator.</summary>
    public async Task<object?> ScalarAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection(Login("postgres", database ?? _service) + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    async Task MigrateAsync(string project)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program(project), "migrate"])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                [$"ConnectionStrings__{_service}-admin"] = Login("postgres", "postgres"),
                [$"ConnectionStrings__{_service}-migrator"] = Login(_service + "_migrator", _service),
                [$"ConnectionStrings__{_service}"] = Login(_service + "_app", _service),
                [$"ConnectionStrings__{_service}-relay"] = Login(_service + "_relay", _service),
            },
        })!;
        var said = process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled).WaitAsync(Limit, Cancelled);
        Assert.True(process.ExitCode == 0, await said);
    }

    string Login(string login, string database) =>
        $"Host=127.0.0.1;Port={_port.ToString(CultureInfo.InvariantCulture)};Username={login};Password={Password(login)};Database={database}";

    string Password(string login) => _system.Secrets().GetProperty(_service).GetProperty(login).GetString()!;
}
