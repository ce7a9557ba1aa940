using DbPerService.Contracts;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Databases;

/// <summary>A service's own database server: its kind, and the logins to it.</summary>
abstract class DatabaseAccess(string service, GeneratedSecrets secrets)
{
    /// <summary>The engine's name, and the value of the setting <c>{service}:Database</c>.</summary>
    public abstract string Kind { get; }

    public string Engine => $"{Service}-{Kind}";

    public string AdministratorPassword => Password(Administrator);

    protected string Service => service;

    protected abstract string Administrator { get; }

    public static DatabaseAccess Of(string kind, SystemService service, GeneratedSecrets secrets) => kind switch
    {
        DatabaseKinds.MongoDB => new MongoAccess(service.Name, secrets),
        DatabaseKinds.Redis => new RedisAccess(service.Name, secrets),
        _ => new PostgresAccess(service.Name, service.HasEvents, secrets),
    };

    /// <summary>The connection strings, by name, that the service gets.</summary>
    public abstract Dictionary<string, string> Runtime(int port);

    /// <summary>The connection strings that only the migrate job gets.</summary>
    public abstract Dictionary<string, string> Preparation(int port);

    protected string Password(string login) => secrets.Password(service, login);
}
