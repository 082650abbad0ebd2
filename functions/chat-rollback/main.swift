import ChatRollback
import FunctionHost

await FunctionHost.run(ChatRollback())
