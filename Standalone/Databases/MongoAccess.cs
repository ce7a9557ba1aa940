using DbPerService.Contracts;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Databases;

sealed class MongoAccess(string service, GeneratedSecrets secrets) : DatabaseAccess(service, secrets)
{
    public override string Kind => DatabaseKinds.MongoDB;

    protected override string Administrator => "admin";

    public override Dictionary<string, string> Runtime(int port) => new() { [Service] = Login(port, $"{Service}_app", Service) };

    public override Dictionary<string, string> Preparation(int port) => new()
    {
        [$"{Service}-admin"] = Login(port, Administrator, "admin"),
    };

    string Login(int port, string login, string database) => $"mongodb://{login}:{Password(login)}@127.0.0.1:{port}/{database}";
}
