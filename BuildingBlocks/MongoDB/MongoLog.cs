using Microsoft.Extensions.Logging;

namespace DbPerService.MongoDB;

static partial class MongoLog
{
    [LoggerMessage(301, LogLevel.Warning, "ConnectionStrings:{Name}: waiting, because {Problem}")]
    public static partial void WaitingForServer(this ILogger logger, string name, string problem);

    [LoggerMessage(302, LogLevel.Information, "{Service}: the login '{User}' has its rights.")]
    public static partial void Provisioned(this ILogger logger, string service, string user);
}
