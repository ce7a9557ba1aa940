using DbPerService.Contracts;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Databases;

sealed class RedisAccess(string service, GeneratedSecrets secrets) : DatabaseAccess(service, secrets)
{
    public override string Kind => DatabaseKinds.Redis;

    protected override string Administrator => "default";

    public override Dictionary<string, string> Runtime(int port) => new() { [Service] = Login(port, $"{Service}_app") };

    public override Dictionary<string, string> Preparation(int port) => new() { [$"{Service}-admin"] = Login(port, Administrator) };

    string Login(int port, string login) => $"127.0.0.1:{port},user={login},password={Password(login)}";
}
