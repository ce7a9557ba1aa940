using System.Text.Json;
using MongoDB.Driver;
using Npgsql;
using StackExchange.Redis;

namespace DbPerService.Tests.Standalone.Databases;

/// <summary>Only the service itself can reach its database, of any kind: tried with every login of every service.</summary>
[Collection(OnPolyglot.Name)]
public sealed class PolyglotOwnershipTests(PolyglotSystem system)
{
    readonly PolyglotSystem _system = system.OrSkip();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_server_accepts_its_own_services_login_only()
    {
        foreach (var engine in _system.Engines().Where(engine => engine.GetProperty("engine").GetString() != "kafka"))
        {
            var name = engine.GetProperty("name").GetString()!;
            var (owner, kind) = (name.Split('-')[0], engine.GetProperty("engine").GetString()!);
            foreach (var service in _system.Secrets().EnumerateObject())
            {
                foreach (var login in service.Value.EnumerateObject())
                {
                    var opens = await OpensAsync(kind, Port(engine), owner, login.Name, login.Value.GetString());

                    // The operator's password is that of an account.
                    var expected = service.Name == owner && login.Name != "operator";
                    Assert.True(opens == expected, $"{name}, {login.Name} of {service.Name}: let in is {opens}");
                }
            }
        }
    }

    [Fact]
    public async Task No_server_accepts_anonymous_clients()
    {
        foreach (var engine in _system.Engines().Where(engine => engine.GetProperty("engine").GetString() != "kafka"))
        {
            Assert.False(await OpensAsync(engine.GetProperty("engine").GetString()!, Port(engine), "orders", login: null, password: null));
        }
    }

    [Fact]
    public async Task A_running_service_has_only_its_own_logins()
    {
        foreach (var service in _system.Secrets().EnumerateObject())
        {
            var environment = await File.ReadAllTextAsync($"/proc/{_system.Pid(service.Name)}/environ", Cancelled);
            var others = _system.Secrets().EnumerateObject().Where(other => other.Name != service.Name)
                .SelectMany(other => other.Value.EnumerateObject()).Select(login => login.Value.GetString()!);

            Assert.Contains(service.Value.GetProperty(service.Name + "_app").GetString()!, environment, StringComparison.Ordinal);
            Assert.All(others, password => Assert.DoesNotContain(password, environment, StringComparison.Ordinal));
        }
    }

    static int Port(JsonElement engine) => engine.GetProperty("port").GetInt32();

    /// <summary>Whether the server lets this login read the owner's data.</summary>
    static Task<bool> OpensAsync(string kind, int port, string owner, string? login, string? password) => kind switch
    {
        "redis" => OpensRedisAsync(port, login, password),
        "mongodb" => OpensMongoAsync(port, owner, login, password),
        _ => OpensPostgresAsync(port, owner, login, password),
    };

    static async Task<bool> OpensRedisAsync(int port, string? login, string? password)
    {
        try
        {
            var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, User = login, Password = password };
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            await connection.GetDatabase().PingAsync();
            return true;
        }
        catch (RedisException exception) when (exception.ToString() is var text
            && (text.Contains("WRONGPASS", StringComparison.Ordinal) || text.Contains("NOAUTH", StringComparison.Ordinal)))
        {
            return false;
        }
    }

    static async Task<bool> OpensMongoAsync(int port, string owner, string? login, string? password)
    {
        var source = login == "admin" ? "admin" : owner;
        using var client = new MongoClient(new MongoClientSettings
        {
            Server = new MongoServerAddress("127.0.0.1", port),
            Credential = login is null ? null : MongoCredential.CreateCredential(source, login, password),
        });
        try
        {
            await client.GetDatabase(owner).ListCollectionNamesAsync(cancellationToken: Cancelled);
            return true;
        }
        catch (MongoAuthenticationException)
        {
            return false;
        }
        catch (MongoCommandException exception) when (exception.CodeName == "Unauthorized")
        {
            return false;
        }
    }

    static async Task<bool> OpensPostgresAsync(int port, string owner, string? login, string? password)
    {
        var options = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Username = login ?? "postgres", Password = password, Database = owner, Pooling = false,
        };
        try
        {
            await using var connection = new NpgsqlConnection(options.ConnectionString);
            await connection.OpenAsync(Cancelled);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
        catch (NpgsqlException exception) when (password is null && exception.Message.Contains("password", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
